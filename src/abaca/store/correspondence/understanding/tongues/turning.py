"""Words that turn a wish, beyond those of the languages' own tables: a later end, something still open, another plan.

`later` stands beside a wish, `ere` before its verb; `open`, `instead` and `behalf` count wherever they stand in a mail.
"""

TURNING = {
    "en": {
        "later": """
            two more years | three more years | another two years | one more year and | so early | too early | in two
            years | in three years | in 2 years | in 3 years | in a year | in one year | in a few years | in six
            months | in 6 months | in three months | in 3 months | in a few months | end of next year | end of the
            next year | end of the next term | end of next term | next term | end of the next period | end of the
            following term | end of the following year | following term | the year after | when it has been renewed |
            after it has been renewed | after it has renewed | after it renews | has been renewed | after the next
            payment | year and then | years and then | months and then | next but one | this year only | only this
            year | only for this year | just this year | for this year only | once the next
        """,
        "ere": "and then | and afterwards | and after that",
        "open": """
            for each | each of our | one per | the one for | the one in | the one at | subject to approval | subject
            to the approval | subject to our | subject to my | subject to board | subject to confirmation | pending
            approval | pending the approval | pending a decision | pending the decision | still to be approved | has
            yet to approve | yet to decide | awaiting approval | not decided yet | have not decided | haven't decided
            | not yet decided | still deciding | disagrees | does not agree | doesn't agree | is against it | is
            against this | opposes it | i'll keep it | i will keep it | we'll keep it | we will keep it | then i'll
            stay | then i will stay | i would stay | i'd stay | we would stay | we'd stay | convince me | persuade me
            | talk me out | three subscriptions | four subscriptions | five subscriptions | 3 subscriptions | 2
            subscriptions | several subscriptions | multiple subscriptions | three licences | three licenses | several
            licences | several licenses | which of them | whichever | use least | least used | ex husband | ex wife |
            ex husband's | ex wife's | my ex | as a credit | as credit | credit for | six months only | half a year |
            reminder | reminders
        """,
        "instead": """
            replace it | replace with | set it up again | set it up anew | set up again | set up a new | start a new |
            open a new | create a new | give me a new | a new one | move it | move it to | transfer it | transfer it
            to | transfer my subscription | transfer to | in its place | to yearly | to annual | to monthly | to the
            yearly | to the annual | to the monthly | to an annual | to a yearly | to a monthly | yearly instead |
            annual instead | monthly instead | annual one | yearly one | monthly one | takes it over | take it over |
            takes over the | hand it over | swap | downgrade | downgrade me | downgrade us | replacing it | re
            subscribe me | move us | move me | switch us | switch me | put us on | put me on | change us | change me |
            start it again | begin a new
        """,
        "behalf": """
            liquidator | liquidators | insolvency practitioner | in receivership | administrators | conservator |
            under a power | on behalf of mr | on behalf of mrs | on behalf of ms
        """,
        "once": "when i | when we | when my | when our",
        "but": "although | even though | though | whereas | while my",
    },
    "de": {
        "later": """
            noch zwei jahre | noch drei jahre | noch ein jahr laufen | zwei weitere jahre | in zwei jahren | in drei
            jahren | in 2 jahren | in 3 jahren | in einem jahr | in ein paar jahren | in sechs monaten | in 6 monaten
            | in drei monaten | in 3 monaten | in einigen monaten | übernächsten | übernächster | übernächstes |
            übernächste | übernächstem | ende der nächsten laufzeit | nächsten laufzeit | nächste laufzeit | der
            nächsten periode | der folgenden laufzeit | folgenden laufzeit | ende des nächsten jahres | ende nächsten
            jahres | ende nächstes jahr | ende des folgejahres | nachdem es sich verlängert | nach der nächsten
            verlängerung | verlängert hat | nach erfolgter verlängerung | nur dieses jahr | nur für dieses jahr |
            dieses jahr nur | jahr und dann | jahre und dann | monate und dann | zum ende des nächsten jahres | zum
            ende der nächsten laufzeit | zum ende des folgejahres | zum ende nächsten jahres
        """,
        "ere": "und dann | und danach | und anschließend | und anschliessend",
        "open": """
            für jede | für jeden | pro filiale | das für | jenes für | das eine | unter dem vorbehalt | zustimmung des
            vorstands | vorbehaltlich der | genehmigung durch | noch nicht beschlossen | steht noch aus | noch nicht
            entschieden | noch nicht sicher | ist dagegen | allerdings dagegen | dagegen ist | damit nicht
            einverstanden | sieht das anders | behalte ich es | behalte ich das | behalte ich mein | dann bleibe ich |
            dann bleiben wir | überzeugen sie mich | drei abos | vier abos | fünf abos | mehrere abos | 2 abos | 3
            abos | drei abonnements | mehrere abonnements | 2 abonnements | 3 abonnements | zwei abonnements | drei
            verträge | mehrere verträge | drei lizenzen | mehrere lizenzen | welches davon | am wenigsten | ex mann |
            exmann | ex frau | exfrau | meines ex | guthaben für | als guthaben | erinnerung an | erinnerungen an |
            uneinig | mitgesellschafter
        """,
        "instead": """
            ersetzen sie es | ersetzen durch | stattdessen | an dessen stelle | an seiner stelle | an seine stelle |
            übertragen sie | übertragen auf | zu übertragen | übertragen | richten sie | richtet es | neu einrichten |
            wieder einrichten | auf jährlich | auf monatlich | auf das jahresabo | auf jahresabo | auf ein jahresabo |
            durch das jahresabo | auf jahreszahlung | stellen sie mich | stellen sie uns | stellt mich | stellt uns |
            stufen sie uns | stufen sie mich | ein neues abo | neues abonnement | neuen vertrag | ein neues an |
            umwandeln | umzuwandeln | tauschen | zu tauschen | umtauschen | herunterstufen | herabstufen | downgraden
            | dafür das | dafür ein
        """,
        "behalf": """
            insolvenzverwalter | insolvenzverwalterin | liquidator | liquidatorin | konkursamt | masseverwalter |
            nachlasspfleger | im auftrag von herrn | im auftrag von frau | im auftrag meines | im auftrag meiner | im
            auftrag des herrn | im namen von herrn | im namen von frau | beistand
        """,
        "but": "wobei | obschon | auch wenn",
    },
    "fr": {
        "later": """
            encore deux ans | encore trois ans | encore un an | deux ans de plus | dans deux ans | dans trois ans |
            dans 2 ans | dans 3 ans | dans un an | dans quelques années | dans six mois | dans 6 mois | dans trois
            mois | dans 3 mois | dans quelques mois | fin de la prochaine période | la prochaine période | fin de
            l'année prochaine | fin de la prochaine année | fin de l'an prochain | fin du prochain terme | l'échéance
            suivante | échéance suivante | période suivante | l'année suivante | aura été renouvelé | une fois
            renouvelé | cette année seulement | seulement cette année | uniquement cette année | an et ensuite | ans
            et ensuite | mois et ensuite | année d'après | l'échéance d'après | à la fin de l'année prochaine | à la
            fin de l'an prochain | à la fin de la prochaine année | à la fin de la prochaine période
        """,
        "ere": "et ensuite | et puis | et après",
        "open": """
            pour chaque | par boutique | par magasin | celui pour | en attente de validation | en attente
            d'approbation | en attente de la décision | pas encore décidé | pas encore décidée | décision n'est pas
            prise | n'est pas d'accord | est contre | s'y oppose | je le garde | je garde l'abonnement | je le
            garderai | nous le gardons | je reste alors | je resterais | convainquez moi | trois abonnements | quatre
            abonnements | plusieurs abonnements | 2 abonnements | 3 abonnements | trois licences | plusieurs licences
            | le moins utilisé | le moins | ex mari | ex femme | ex époux | ex épouse | ex conjoint | ex conjointe |
            mon ex | comme avoir | un avoir pour | rappels | rappels de
        """,
        "instead": """
            le remplacer | la remplacer | remplacez le | remplacez la | remplacer par | remplacez par | à la place | à
            sa place | en créer un | en ouvrir un | créer un nouveau | ouvrir un nouveau | créez un nouveau | ouvrez
            un nouveau | transférer | transférez | transférez le | le transférer | basculez | basculez moi | basculez
            nous | passez moi | passez nous | me passer | nous passer | mettez moi | mettez nous | nouvel abonnement |
            nouveau contrat | à l'annuel | par l'annuel | en annuel | en mensuel | sur l'annuel | l'annuel | le mettre
            au nom | mettez le au nom | le mensuel | échanger
        """,
        "behalf": """
            liquidateur | liquidatrice | mandataire judiciaire | administrateur judiciaire | pour le compte de | de la
            part de m | de la part de mme | au nom de mon | au nom de ma mère | curateur | curatrice | tuteur |
            tutrice | me charge de
        """,
        "once": "quand je | quand nous | quand mon | quand ma | lorsque je | lorsque nous | lorsque mon",
        "but": "bien que | même si | quoique | alors que",
    },
    "it": {
        "later": """
            ancora due anni | ancora tre anni | ancora un anno | altri due anni | tra due anni | fra due anni | tra
            tre anni | fra tre anni | tra un anno | fra un anno | tra 2 anni | fra 2 anni | tra sei mesi | fra sei
            mesi | tra 6 mesi | fra 6 mesi | tra tre mesi | fra tre mesi | tra qualche mese | fine del prossimo anno |
            fine dell'anno prossimo | fine del prossimo periodo | prossimo periodo | periodo successivo | scadenza
            successiva | quando sarà rinnovato | dopo il prossimo rinnovo | una volta rinnovato | solo quest'anno |
            soltanto quest'anno | quest'anno soltanto | mesi e poi | anni e poi | anno e poi | alla fine del prossimo
            anno | alla fine dell'anno prossimo | alla fine del prossimo periodo
        """,
        "ere": "e poi | e dopo | e successivamente",
        "open": """
            per ogni | per ciascun | quello di | quella di | quello per | con riserva | salvo approvazione | in attesa
            di approvazione | in attesa della decisione | non ho ancora deciso | non abbiamo ancora deciso | non è
            d'accordo | è contrario | è contraria | si oppone | lo tengo | lo teniamo | allora resto | resterei |
            convincetemi | tre abbonamenti | quattro abbonamenti | più abbonamenti | diversi abbonamenti | 2
            abbonamenti | 3 abbonamenti | tre licenze | più licenze | quale dei | meno usato | ex marito | ex moglie |
            il mio ex | come credito | credito per | promemoria | si puo fare | si può fare | mezzo anno
        """,
        "instead": """
            attivarmi | attivatemi | attivare quello | attivate quello | attivare l | al suo posto | al posto suo |
            sostituirlo | sostituitelo | sostituire con | sostituite con | passatemi | passateci | passarmi | passarci
            | trasferirlo | trasferitelo | trasferire | trasferite | spostarlo | spostatelo | crearne uno | crearne |
            un nuovo abbonamento | nuovo contratto | quello annuale | quello mensile | all'annuale | al mensile |
            intestarlo | intestatelo | volturare | volturarlo | voltura
        """,
        "behalf": """
            liquidatore | curatore | curatrice | curatore fallimentare | amministratore di sostegno | per conto del |
            per conto della | a nome di mio | a nome di mia | mi prega di comunicarvi
        """,
        "once": "quando avrò | quando avremo | quando sarò | quando mio | quando mia",
        "but": "anche se | sebbene | benché",
    },
    "es": {
        "later": """
            dos años más | tres años más | otros dos años | dentro de dos años | dentro de tres años | en dos años |
            en tres años | dentro de un año | dentro de 2 años | dentro de 3 años | dentro de seis meses | en seis
            meses | dentro de 6 meses | dentro de tres meses | en unos meses | dentro de unos meses | fin del próximo
            año | final del próximo año | finales del próximo año | finales del año que viene | final del año que
            viene | fin del año que viene | próximo período | siguiente período | período siguiente | siguiente
            vencimiento | vencimiento siguiente | cuando se haya renovado | una vez renovada | después de la próxima
            renovación | solo este año | solamente este año | este año solamente | año y luego | años y luego | meses
            y luego | al final del próximo año | al final del año que viene | a finales del año que viene
        """,
        "ere": "y luego | y después | y entonces",
        "open": """
            para cada | por cada | por tienda | la de la tienda | a reserva de | pendiente de aprobación | pendiente
            de la aprobación | pendiente de la decisión | aún no hemos decidido | todavía no hemos decidido | no lo
            hemos decidido | no está de acuerdo | está en contra | se opone | me la quedo | nos la quedamos | la
            mantengo | la mantenemos | entonces sigo | me quedaría | convénzanme | tres suscripciones | cuatro
            suscripciones | varias suscripciones | 2 suscripciones | 3 suscripciones | tres licencias | varias
            licencias | cuál de | cuál es | la que menos | exmarido | ex marido | exmujer | ex mujer | mi ex | como
            crédito | crédito para | recordatorios | recordatorio
        """,
        "instead": """
            pásenme | pásennos | pásame | pasadme | pasarme | pasarnos | cámbienme | cambiadme | cambiarme | en su
            lugar | sustituirla | sustitúyanla | reemplazarla | reemplácenla | sustituir por | transferirla |
            transfiéranla | traspasarla | traspásenla | trasládenla | trasladarla | crear una nueva | abrir una nueva
            | hacer una nueva | una nueva suscripción | una suscripción nueva | a la anual | a la mensual | por la
            anual | actívenme | activarme | pónganme | ponerla a nombre | pónganla a nombre
        """,
        "behalf": """
            administrador concursal | administradora concursal | liquidador | liquidadora | albacea | tutor | tutora |
            curador | en representación de mi | por encargo de | en nombre de mi | me indica el | en nombre del sr
        """,
        "once": "cuando tenga | cuando tengamos | cuando cumpla | cuando haya | cuando mi",
        "but": "aunque | si bien",
    },
    "pt": {
        "later": """
            mais dois anos | mais três anos | outros dois anos | daqui a dois anos | dentro de dois anos | em dois
            anos | daqui a um ano | daqui a 2 anos | daqui a três anos | daqui a seis meses | dentro de seis meses |
            em seis meses | daqui a três meses | daqui a alguns meses | fim do próximo ano | final do próximo ano |
            fim do ano que vem | final do ano que vem | próximo período | período seguinte | vencimento seguinte |
            quando tiver sido renovada | depois de renovada | só este ano | apenas este ano | este ano apenas | ano e
            depois | anos e depois | meses e depois | no fim do próximo ano | no final do próximo ano | no fim do ano
            que vem
        """,
        "ere": "e depois | e então | e em seguida",
        "open": """
            para cada | por cada | por loja | a da loja | sob reserva | sujeito a aprovação | sujeita a aprovação |
            sujeito à aprovação | sujeita à aprovação | pendente de aprovação | aguarda aprovação | ainda não
            decidimos | ainda não decidi | não concorda | é contra | está contra | opõe se | fico com ela | então fico
            | eu ficava | eu ficaria | eu mantenho | convençam me | três assinaturas | quatro assinaturas | várias
            assinaturas | 2 assinaturas | 3 assinaturas | três subscrições | várias subscrições | três licenças |
            várias licenças | qual delas | menos usada | ex marido | ex mulher | meu ex | minha ex | como crédito |
            crédito para | lembretes | lembrete
        """,
        "instead": """
            passe me | passem me | passem nos | passar me | me passe | me passem | me mude | me mudem | mudem me | em
            seu lugar | no lugar dela | substituí la | substituam na | substituir por | substituam por | transferi la
            | transfiram | transferir | transfira | criar uma nova | fazer uma nova | abrir uma nova | uma nova
            assinatura | uma nova subscrição | para a anual | para o anual | para a mensal | ativem me | ativar o |
            coloquem no nome | ponham em nome | trocar pela | troquem pela
        """,
        "behalf": """
            liquidatário | administrador de insolvência | administradora de insolvência | administrador judicial |
            cabeça de casal | inventariante | curador | a pedido do dr | a pedido da dra | a pedido do sr | em nome
            dele | em nome dela | em nome do meu | em nome da minha mãe
        """,
        "once": "quando tiver | quando eu | quando fizer | quando o meu | quando a minha",
        "but": "embora | ainda que | se bem que",
    },
    "nl": {
        "later": """
            nog twee jaar | nog drie jaar | nog een jaar laten | over twee jaar | over drie jaar | over 2 jaar | over
            3 jaar | over een jaar | over zes maanden | over 6 maanden | over drie maanden | over een paar maanden |
            einde van volgend jaar | eind volgend jaar | einde van het volgende jaar | einde van de volgende termijn |
            volgende termijn | volgende periode | einde van de volgende | daaropvolgende | als het verlengd is | nadat
            het is verlengd | nadat het verlengd is | na de volgende verlenging | alleen dit jaar | dit jaar alleen |
            enkel dit jaar | jaar en dan | maanden en dan | aan het einde van volgend jaar | aan het einde van de
            volgende termijn | tegen het einde van volgend jaar
        """,
        "ere": "en dan | en daarna | en vervolgens",
        "open": """
            voor elke | per winkel | per filiaal | dat van | die van | onder voorbehoud | in afwachting van | moet nog
            goedkeuren | nog niet besloten | nog niet beslist | uitsluitsel | niet mee eens is | het er niet mee eens
            | is ertegen | is erop tegen | houd ik het aan | houd ik het | hou ik het | hou ik hem | dan blijf ik |
            dan blijven we | overtuig me | drie abonnementen | vier abonnementen | meerdere abonnementen | 2
            abonnementen | 3 abonnementen | drie licenties | meerdere licenties | welke van | minst gebruikt | ex man
            | ex vrouw | als tegoed | tegoed voor | herinneringen | herinnering aan
        """,
        "instead": """
            zet mij over | zet ons over | zet me over | mij over | ervoor in de plaats | in de plaats | in plaats
            daarvan | vervangen door | vervang het | vervang door | overdragen | over te dragen | draag het over | zet
            het over | op naam zetten | een nieuw abonnement | nieuwe overeenkomst | nieuw contract | naar jaarlijks |
            naar maandelijks | op een jaarabonnement | op jaarbasis | een nieuwe opmaken | nieuwe opmaken | overgaan
            op | over te gaan op | inruilen | en mij het
        """,
        "behalf": """
            curator | bewindvoerder | executeur | vereffenaar | namens de heer | namens mevrouw | namens dhr | namens
            mijn | in opdracht van de heer
        """,
        "once": "wanneer ik | wanneer wij | wanneer mijn",
        "but": "hoewel | ofschoon | al wil",
    },
}
