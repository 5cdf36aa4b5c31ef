"""More ways to say what the languages' own tables say, as they were met in mails that nobody had tuned the rules on.

`inform` are words that ask for no more than an answer; they stand behind a wish and change nothing of it.
"""

WIDER = {
    "en": {
        "cancel": """
            wind up my | wind up our | call off | kill | knock on the head | pull the plug on | pull the pin on | axe
            | put an end to | bring to an end | lapse at | let it lapse | scrap | close down | quit my | end our |
            stop my | stop our
        """,
        "cancel:me": """
            i am ending | we are ending | i'm ending | we're ending | i am terminating | i'm terminating | i am
            discontinuing | we are discontinuing | i end my | we end our | i am hereby cancelling | i quit
        """,
        "renew": """
            roll over | rolled over | roll it over | be extended | is extended | is renewed | prolonged | be prolonged
            | be continued | stay on for | sign up for another | sign me up for another | sign us up for another |
            isn't renewed | to be renewed | being renewed | auto renewing | auto renewed | go ahead with the renewal
        """,
        "renewal": """
            next year's renewal | further renewal | further renewals | prolongation | auto extension | renewal billing
            | automatic renewal billing
        """,
        "please": "would you kindly | i'd ask you to | be a dear and | be good enough to | do me a favour and",
        "want": "i have elected to | we have elected to | i wanna | wanna | i wana | wana | i elect to | we elect to",
        "ask": """
            can ye | can ya | could ya | could ye | request you | request you to | i would request you to | please
            treat this as our instruction to | please treat this as my instruction to | this is my request to | please
            accept this as my request to | please accept this email as notice that i want to | please accept this as
            notice to | this is notice that i want to | i am giving you notice to
        """,
        "because": """
            so that it does not | so it doesn't | so it does not | so you don't | so that you don't | so i don't
        """,
        "time": """
            twelve | months | end of the current period | end of the current term | current period | current term |
            current year | subscription year | end of the paid period | end of the subscription year | end of this
            term
        """,
        "inform": """
            let me know | let us know | notify me | inform me | tell me when | drop me a line | write back | reply |
            wish | have a | keep up | take care | thank | close the file | put the money back | make sure
        """,
        "noneed": """
            no more use for | have no further use | no further use | no longer wish to use | don't want it anymore
        """,
        "later": "at the end of next year | at the end of the next term | at the end of the next period",
        "soft": "tied | linked | associated | connected",
        "anew": "another year | a second year | a third year | a further year | next subscription year",
    },
    "de": {
        "cancel": """
            künde | führen sie die kündigung | bearbeiten sie die kündigung | vermerken sie die kündigung | aufzulösen
            | aufgelöst werden | enden lassen | enden zu lassen | aufhören lassen | ablaufen lassen | ablaufen zu
            lassen | künden | zu künden | kündigts | cancelt | beendet bitte | beenden sie | stornieren sie | stornier
            | storniert bitte | zu canceln
        """,
        "cancel:me": """
            soll enden | soll auslaufen | soll beendet werden | soll zum ablauf enden | kündigen hiermit | kündigen
            wir hiermit | ich canceln | ich cancle | ich bestelle hiermit ab | spreche ich die kündigung aus | ich
            spreche hiermit die kündigung aus | spreche hiermit die kündigung aus | sprechen wir die kündigung aus |
            erkläre ich die kündigung | erkläre hiermit die kündigung | ich erkläre die kündigung | erklären wir die
            kündigung | reiche ich die kündigung ein | ich will kündigen
        """,
        "stop:me": "widerspreche ich | ich widerspreche | widersprechen wir | wir widersprechen",
        "renew:me": """
            ich verlängere | verlängere ich | wir verlängern | verlängern wir | ich erneuere | ich setze | ich führe
        """,
        "renew": """
            weiterlaufen soll | weiter laufen | fortgeführt werden | weitergeführt werden | renewen | verlänger
        """,
        "renewal": "vertragsverlängerung | verlängerungsoption | abo renewal | abo verlängerungen",
        "ask": """
            chönd ihr | chöntet ihr | chönntet ihr | wir bitten | bitten sie | ersuche sie | wir ersuchen sie | wir
            ersuchen um | wir erbitten | erbitten wir | wollen sie bitte | wollen sie uns bitte | möchten sie bitte |
            würdest du | würdet ihr bitte | könnts | tut mich | ich bitt um
        """,
        "because": "damit es nicht | damit sich nichts | damit keine | damit nichts | sodass | so dass | damit nicht",
        "time": """
            periode | monate | monaten | weitere | weiteren | zwölf | ende der laufenden periode | abolaufzeit |
            abojahr | vertragsjahr | bezugsjahr | bezugsjahres | ende des laufenden jahres | laufenden jahres | zum
            ende | bezahlten zeit | bezahlten jahres
        """,
        "inform": """
            alle | sämtliche | wünsche | wünschen | teilen sie | teilt | geben sie | gebt | informieren sie |
            informieren | schreiben sie | zwar | lassen sie | sagen sie | schöne | alles gute | verbleibe | verbleiben
        """,
        "noneed": "bruuches nüm | bruch s musa nüme",
        "soft": "abgeschlossenen | abgeschlossenes",
        "anew": "ein weiteres jahr | weiteres jahr | noch ein jahr | weiteren jahres | folgejahr | folgeperiode",
        "my": "mis",
    },
    "fr": {
        "cancel": """
            mettre fin au | mettre un terme au | mettez un terme | mettez fin | mettiez fin | mettiez un terme |
            résiliiez | résilier le | annuliez | stopper mon | arrêter mon | interrompre mon | clôturer mon | dénoncer
            le | rompre le | mettre un point final | y mettre fin | résiliez le | annulez le | annulez la | cessez mon
            | arrêtez mon | arrêtez l'abonnement | coupez | couper mon | couper l'abonnement | faire cesser |
            supprimer mon abonnement
        """,
        "cancel:me": """
            je demande la résiliation | nous demandons la résiliation | je vous notifie la résiliation | nous vous
            notifions la résiliation | je notifie la résiliation | je souhaite la résiliation | nous y mettons un
            terme | j'y mets un terme | j'y mets fin | nous y mettons fin | j'arrête mon | nous arrêtons notre |
            j'interromps | nous interrompons | je clôture | je donne renon | je cesse mon
        """,
        "renew:me": """
            je ne renouvelle | je ne renouvellerai | nous ne renouvelons | nous ne renouvellerons | je ne reconduis |
            je ne reconduirai | nous ne reconduisons | nous ne reconduirons | je ne prolonge | je ne prolongerai |
            nous ne prolongeons | nous ne prolongerons | je ne poursuis | je ne poursuivrai | nous ne poursuivons |
            nous ne poursuivrons | je ne continue | je ne continuerai | nous ne continuons | nous ne continuerons | je
            ne le renouvelle | je ne le renouvellerai | nous ne le renouvellerons | nous ne le renouvelons
        """,
        "renew": """
            proroger | prorogez | prolonger le | le reconduire | le renouveler | le prolonger | être reconduit | être
            prolongé | être renouvelée | soit prolongée | renouveler le | ne reconduisez | ne prolongez
        """,
        "stop:me": "je m'oppose | nous nous opposons | je refuse | nous refusons",
        "renewal": "reconduction du contrat",
        "ask": """
            je vous saurais gré d | je vous saurais gré de bien vouloir | nous vous prions | je vous prie | vous prie
            de | vous prions de | vous demande de | vous demandons de | je vous invite | je viens vous demander de |
            je viens par la présente vous demander de | serait il possible d | peux tu stp | est ce que tu peux |
            veuillez s'il vous plaît | faites le nécessaire pour
        """,
        "because": """
            pour ne pas | pour ne plus | afin de ne pas | afin de ne plus | pour que je ne | afin que je ne | pour
            éviter | afin d'éviter
        """,
        "time": "fin de la période payée | période en cours | année en cours | terme de la période | date de fin",
        "inform": """
            toutes | tous | toute | également | prévenez | prévenir | avertir | avertissez | tenez | tenir | dites |
            dire | souhaite | souhaitons | informer | informez | écrivez | bonne | bien | vous souhaite | faire savoir
            | une fois
        """,
        "noneed": "n'en ai plus besoin | plus l'usage | n'en avons plus l'usage | n'ai plus l'usage",
        "soft": "rattaché | lié | souscrit | souscrite | donc",
        "anew": """
            une année de plus | une autre année | un an de plus | une année supplémentaire | nouvelle année | une
            deuxième année | une seconde année
        """,
    },
    "it": {
        "cancel": """
            terminarlo | concludere | recedere dal | recedere | rescindete | voler disdire | voler annullare | porre
            termine | porre fine al | mettere fine al | far cessare | fate cessare | lasciar scadere | lasciate
            scadere | lasciatelo scadere | fatelo scadere | levatemi l abbonamento | togliermi l abbonamento |
            stoppare | dare disdetta del | annullarmi | disdirmi
        """,
        "cancel:me": """
            recedo | recediamo | do formale disdetta | diamo formale disdetta | comunico la volontà di disdire |
            comunico formale disdetta | comunico il recesso | comunichiamo il recesso | comunichiamo disdetta |
            comunichiamo la disdetta | comunico la cessazione | chiediamo la disdetta | si comunica la disdetta |
            interrompo | interrompiamo | con la presente si disdice | esercito il recesso
        """,
        "renew:me": """
            rinnoverò | rinnoveremo | rinnoviamo | lo rinnovo | lo rinnoviamo | proroghiamo | proseguirò |
            proseguiremo | continuerò | continueremo | proseguo | proseguiamo
        """,
        "renew": """
            rinnovarmi | rinnovarmelo | rinnovatelo | rinnovatemi | rinnovarci | procedere al rinnovo | procedere con
            il rinnovo | procedere col rinnovo | rinnovato automaticamente | va rinnovato | andrà rinnovato | essere
            prorogato | sia prorogato | rinnovatemelo
        """,
        "renew:other": "rinnovi automaticamente | si rinnovi da solo | rinnovi da solo",
        "stop:me": "mi oppongo | ci opponiamo",
        "renewal": "auto renew | rinnovo annuale | il rinnovo",
        "please": "vi preghiamo | la preghiamo | vi prego | la prego | siete pregati | pregasi di | per cortesia di",
        "ask": """
            si chiede di | si chiede | si richiede | si richiede la | si chiede la | mi disdite | mi annullate | sono
            a chiedervi di | sono a chiedervi | vorrei chiedervi | vi chiederei di | sareste così gentili di | si
            prega di voler
        """,
        "want": """
            intendo procedere con | vorremmo procedere con | è nostra volontà | è mia volontà | volevo | vorrei poter
        """,
        "because": "per non | per evitare | onde evitare | così non | in modo che non | affinché non",
        "time": """
            annualità corrente | annualità in corso | fine annualità | termine dell annualità | periodo pagato | fine
            del periodo pagato | prima scadenza utile | scadenza naturale | con effetto | effetto
        """,
        "soft": """
            intestato | intestata | associato | collegato | collegata | voler | volere | pertanto | quindi | dunque
        """,
        "inform": """
            tutti | tutte | anche | avvisarmi | avvisatemi | avvisarci | avvisateci | fatemi sapere | farmi sapere |
            mandatemi | ditemi | auguro | auguri | augurandovi | resto | restiamo | rimango | scrivetemi | datemi |
            darmi | buon | buona
        """,
        "sub": "iscrizione",
        "remove": "levate | levatemi | levare | mi levate | mi togliete",
        "anew": "un altro anno | altro anno | un secondo anno | secondo anno | un ulteriore anno",
    },
    "es": {
        "cancel": """
            anúlenme | anúlame | anuladme | anularme | cancélenme | cancélame | canceladme | cancelarme | dejar sin
            efecto | dejen sin efecto | poner fin a | poner fin | pongan fin | pongan fin a | concluir | finalizar |
            finalicen | finalice | extinguir | rescindir | rescindan | terminen | terminar con | dejar vencer | dejen
            vencer | den por terminada | den por finalizada | den por concluida | resolver el contrato | dar por
            terminada | dar por finalizada | dar término a | dar término
        """,
        "cancel:me": """
            renuncio a | doy por terminada | doy por finalizada | doy por concluida | doy por cancelada | damos por
            terminada | damos por finalizada | damos por cancelada | pongo fin a | ponemos fin a | rescindo | notifico
            la cancelación | comunico la cancelación | comunico la baja | comunicamos la baja | solicito mi
            desafiliación
        """,
        "leave:noun": """
            petición de baja | tramitar la baja | tramiten la baja | tramitad la baja | tramitarme la baja
        """,
        "renew:me": """
            renovaremos | renuevo | prorrogaré | prorrogaremos | continuaré | continuaremos | seguiré con | seguiremos
            con | voy a renovar | vamos a renovar | voy a continuar | vamos a continuar | voy a seguir | vamos a
            seguir
        """,
        "renew": """
            renovarla | renovarme | renovéis | renueve | renueven | prorroguen | prorroguéis | prorrogarla | se
            prorrogue | sea renovada | sea prorrogada | continuar | seguir con | seguir pagando | seguir | renovarlo |
            renovármela
        """,
        "stop:me": "me opongo a | nos oponemos a",
        "renewal": "renovación de la licencia | prórroga | cobro recurrente | cobro automático | débito automático",
        "ask": """
            les ruego que | les rogamos que | les ruego | ruego | rogamos | les solicito | le solicito | les pido | le
            pido | os pido | os ruego | me pueden | me podrían | me podéis | me podríais | podrían ustedes | podríais
            | agradecería proceder con | agradecería | agradeceré | solicito de la manera más atenta | solicitamos |
            favor de | porfa | porfis | necesito que | quiero que me | quiero que | quisiera que | pido
        """,
        "want": "quisiéramos | es mi deseo | es nuestro deseo | he decidido | hemos decidido | deseamos",
        "because": "para no | para que no | para evitar | así no | así ya no",
        "time": """
            año en curso | anualidad en curso | periodo en curso | periodo pagado | vto | vencer | venza | anualidad
        """,
        "inform": """
            todos | todas | también | avísenme | avisadme | avísame | avisen | avisarme | díganme | decidme | mándenme
            | mandadme | mandadnos | háganmelo | saber | listo | ya está | muchas | quedo | quedamos | buen | buena |
            felices | que os | que les
        """,
        "function": "paséis | pasen | pasar | pase",
        "soft": "contratada | vinculada | asociada",
        "cancel:noun": "cese | cese de | finalización | terminación",
        "remove": "quitéis | quiten | quítenme | quitadme",
        "anew": "otro año más | otro año | un año más | un segundo año",
    },
    "pt": {
        "cancel": """
            acabar com | acabem com | terminem | terminar | dar baixa | dar baixa da | deem baixa | darem baixa | dar
            por terminada | pôr fim | pôr fim a | pôr termo | pôr termo a | cessar | cessem | cancelarem | cancelem na
            | cancela pra | rescindir | rescindam | denunciar o contrato | anularem | encerrarem | encerrando |
            desistir da renovação | interromper | finalizar | finalizem
        """,
        "cancel:me": """
            denuncio | vimos denunciar | venho denunciar | ponho termo | ponho fim | rescindo | vimos rescindir |
            venho rescindir | venho por este meio rescindir | venho por este meio denunciar | notifico a rescisão
        """,
        "cancel:noun": "cessação | denúncia",
        "renew:me": """
            renovarei | renovaremos | renovo | vou renovar | vamos renovar | continuarei | continuaremos | vou
            continuar | vamos continuar | prorrogarei | prorrogaremos
        """,
        "renew": """
            renovar mais | renovem mais | ser renovada | ser prorrogada | seja prorrogada | dar continuidade | dar
            continuidade à | renová | renova mais | prorrogar a | procedam à renovação | renovem na
        """,
        "stop:me": "oponho me | opomo nos | opondo me | opondo nos | me oponho | nos opomos | dispenso a",
        "renewal": "cobrança automática | débito automático",
        "ask": """
            peço o favor de | pedimos o favor de | pedia o favor de | agradeço o favor de | agradeço que | agradecia
            que | venho pedir que | venho solicitar a | venho solicitar o | vimos por intermédio desta solicitar |
            vimos por este meio solicitar | venho requerer | você consegue | vocês conseguem | será que vocês poderiam
            | poderiam fazer a gentileza de | peço a gentileza de | solicita se | quero que
        """,
        "want": "quero mesmo | decidi que quero | desejaria | tenciono",
        "because": "para não | pra não | para que não | pra que não | para evitar | visto que | uma vez que",
        "time": """
            termo do período | vigência atual | anuidade em curso | período pago | período já liquidado | fim da
            vigência
        """,
        "inform": """
            todos | todas | também | avisem me | avise me | avisem | me avisem | me avise | digam me | informem me |
            informe me | mandem me | enviem me | desejo vos | desejo | fico | ficamos | boa | bom | felicidades |
            muito
        """,
        "soft": "vinculada | contratada | associada",
        "anew": "mais um ano | outro ano | um segundo ano | próxima anuidade",
    },
    "nl": {
        "cancel": """
            af te sluiten | afsluiten | laten eindigen | te laten eindigen | doen eindigen | te doen eindigen |
            eindigen | stop te zetten per | te schrappen | doorhalen | door te halen | ontbinden | te ontbinden |
            opdoeken | stopzet | beëindigt u | opzegt | stoppen met mijn | een einde maken | een einde te maken
        """,
        "cancel:me": """
            mag eindigen | mag stoppen | mag eraf | mag dus eraf | mag beëindigd worden | mag stopgezet worden | mag
            gestopt worden | maak ik een einde | maken wij een einde | ik zeg op | zeg ik hiermee | zeggen wij hierbij
            | hierbij zeg ik | ik zet stop | ik stop met mijn abonnement | wij stoppen met ons abonnement | stop ik
            mijn abonnement | ik dien mijn opzegging in
        """,
        "renew:me": """
            ik verleng | verleng ik | wij verlengen | we verlengen | verlengen wij | verlengen we | ik continueer | ik
            ga niet verder met | wij continueren
        """,
        "renew": """
            te continueren | voort te zetten na | hernieuwd | te hernieuwen | verlengd worden | verlengd wil hebben |
            verder te gaan | verder gaan | doorrollen | doorloopt
        """,
        "renew:other": "wordt hernieuwd | hernieuwd wordt | verlengd zal worden | doorgaat",
        "stop:me": "ik zie af van | wij zien af van | zien wij af van | zie ik af van | wij zien dan ook af van",
        "renewal": "automatische hernieuwing | hernieuwing",
        "ask": """
            zou jij | zoudt u | wil jij | kun jij | kan jij | mogen we u vragen | mogen wij u vragen | mag ik vragen |
            mag ik jullie vragen | moge ik u verzoeken | ik zou u willen vragen | wij zouden u willen vragen | willen
            jullie | wilt u graag | zou het kunnen dat u | verzoeken u | verzoek u | wij willen u verzoeken
        """,
        "want": "ik wens | wij wensen | wensen wij | wens | wensen | we willen graag | wij willen graag",
        "because": """
            zodat er niets | zodat er geen | zodat het niet | om te voorkomen dat | om niet | opdat | zodat ie niet
        """,
        "time": "lopende termijn | lopende periode | betaalde periode | eerst mogelijke | jaareinde | verlengdatum",
        "inform": """
            alle | ook | laat | laten weten | stuur | wens | zwart | houd | geef | meld | schrijf | blijf | verder |
            dank | prettige | fijne
        """,
        "soft": "gekoppeld | afgesloten",
        "anew": "nog een jaar | extra jaar | nieuw abonnementsjaar | tweede jaar",
    },
}
