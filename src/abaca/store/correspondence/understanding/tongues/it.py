"""Italian: what words and phrases mean; the first meaning of a phrase counts."""

MEANS = {
    # --- verbs of wishes --------------------
    "cancel": """
        disdire | annullare | cancellare | disdite | disdica | disdici | annullate | annulli | annulla | cancellate |
        cancelli il mio | cancelli | terminare | rescindere | interrompere | interrompete | interrompa | chiudere |
        chiudete | disdirlo | annullarlo | cancellarlo | porre fine | dare disdetta | dare la disdetta | recedere
        dall'abbonamento | cessare | mettere fine | risolvere il contratto | disdicano | annullino | interromperlo |
        chiuderlo | farlo scadere | cancellatemi l
    """,
    "cancel:me": """
        disdico | io disdico | disdiciamo | do disdetta | diamo disdetta | annullo | annulliamo | do la disdetta |
        comunico la disdetta | comunico disdetta | comunico la mia disdetta | vi comunico la disdetta | comunichiamo
        la disdetta | vi comunico la mia disdetta | invio disdetta | cancello | è da considerarsi disdetto | si
        intende disdetto con la presente
    """,
    "cancel:done": """
        disdetto | annullato | cancellato | disdettato | disdetta l | cancellati | annullata | cancellata
    """,
    "cancel:noun": """
        disdetta | cancellazione | annullamento | disdette | richiesta di disdetta | richiesta di cancellazione |
        lettera di disdetta | cessazione | interruzione | rescissione | richiesta disdetta | risoluzione
    """,
    "cancel:other": """
        disdice | disdicono | cancellano | si disdice | si annulla | disdirei | annullerei | cancellerei | disdiremmo
        | disdirebbe
    """,
    "remove": """
        togliere | togliete | toglietemi | rimuovere | rimuovete | rimuovetemi | eliminare | eliminate |
        toglietemi dalla | rimuovetemi dalla | mi tolga | mi tolga dalla | cancellatemi | cancellatemi dalla |
        cancellarmi | cancellami | cancellarmi dalla | eliminatemi | toglimi | rimuovermi | togliermi | eliminarmi |
        rimuova | rimuovimi | mi rimuova | mi cancelli | mi cancelli dalla | togliete mi | toglieteci | cancellateci
        | cancellarci
    """,
    "remove:done": "eliminato",
    "stop": """
        fermare | fermate | bloccare | bloccate | disattivare | disattivate | disattivi | sospendere | sospendete |
        smettere di | smettetela di | smettete di | disabilitare | disabilitate | stop | smetta di |
        interrompere l'invio | spegnere
    """,
    "stop:done": "disattivato | rimosso | tolto | bloccato | disabilitato",
    "renew:other": "rinnova | si rinnova",
    "renew:me": "rinnoverò | rinnoveremo | rinnoviamo | rinnovo più",
    "renew": """
        rinnovare | rinnovate | rinnovi | rinnovarlo | prorogare | prolungare | venga rinnovato | sia rinnovato |
        rinnovato | rinnovo automaticamente | si rinnovi | prosegua | proseguire | prolungate | rinnoviate |
        essere rinnovato | continuare | rinnovata
    """,
    "activate": "attivare | attivate | attivi",
    "resume": """
        riattivare | riattivate | riattivi | ripristinare | ripristinate | riprendere | riattivarlo | riattiva |
        ripristini | riprendete | riabilitare | riabilitate | riavviare
    """,
    "resume:me": "riattivo | riprendo | riattiviamo",
    "resume:done": "riattivato | ripristinato | riattivata",
    "resume:noun": "riattivazione | ripristino | ripresa",
    "undo": """
        revocare | revocate | ritirare | ritirate | revochi | ritiri | ignorare | ignorate | ignori |
        non tenete conto | non tenere conto | non tener conto | dimenticate | non considerate | tornare indietro
    """,
    "undo:me": "ritiro | revoco | ritiriamo | revochiamo",
    "undo:noun": "revoca",
    "unsub": """
        disiscrivere | disiscrivermi | disiscrivetemi | disiscrivere me | disiscrivimi | annullare l'iscrizione |
        unsubscribe | cancellare la mia iscrizione | cancellare l'iscrizione | cancellare iscrizione |
        annullare la sottoscrizione alla newsletter | disiscriverci | mi disiscriva | annullate la mia iscrizione |
        cancellate la mia iscrizione
    """,
    "unsub:me": "mi disiscrivo | mi cancello",
    "unsub:done": "disiscritto | disiscritta",
    "unsub:noun": """
        disiscrizione | cancellazione dalla newsletter | cancellazione newsletter | cancellazione iscrizione |
        cancellazione dell'iscrizione
    """,
    "subscribe": """
        iscrivermi | iscrivetemi | iscrivere | iscrivimi | abbonarmi | aggiungetemi | iscriverci | reiscrivermi |
        reiscrivetemi | mi iscriva
    """,
    "subscribe:me": "mi iscrivo",
    "subscribe:done": "iscritto | iscritta | abbonato",
    "receive:other": "ricevo | riceviamo | mi arriva",
    "receive": """
        ricevere | inviare | inviarmi | mandare | mandarmi | inviatemi | mandatemi | mi inviate | spedire | spedirmi
        | riceva | inviate | mandate | invii | avere | riceverla | riceverle | inviarci
    """,
    "receive:done": "ricevuto | ricevuta | arrivato | arrivata | pervenuta | pervenuto",
    "upgrade": """
        passare a | passare al | passare ad | passare dal | passare alla | passare da | passare | fare l'upgrade |
        fare un upgrade | cambiare piano | aggiornare il piano | aggiornare il mio piano | migrare | salire |
        effettuare l'upgrade | upgradare | cambiare il piano | cambiare abbonamento
    """,
    "upgrade:noun": "upgrade | passaggio | cambio di piano | cambio piano",
    "change": """
        cambiare | cambiate | cambi | modificare | modificate | modifichi | correggere | correggete | corregga |
        aggiornare | aggiornate | aggiorni | sostituire | sostituite | rettificare | aggiungere | inserire |
        aggiungete | inserite | integrare | riemettere | emettere nuovamente | rifare | variare | sostituisca |
        rettifichi | cambiarlo
    """,
    "change:done": "cambiato | modificato | corretto | aggiornato | cambiata",
    "change:noun": """
        modifica | cambio | correzione | rettifica | aggiornamento | variazione | nuovo | nuova | cambiamento
    """,
    "missing": """
        manca | mancano | mancante | mancanti | sbagliato | sbagliata | errato | errata | errati | scorretto |
        incompleta | non riporta | non compare | non contiene | senza la partita | non è corretto | non è corretta |
        è errato | scritto male
    """,
    "lost": """
        perso | ho perso | smarrito | non trovo più | non trovo | non riesco a trovare | trovare |
        cancellato per errore | persa | non ho più | dimenticato | non troviamo più | non riesco più a trovare |
        abbiamo perso | non ritrovo
    """,
    "resend": """
        rispedire | rimandare | reinviare | inviare di nuovo | inviare nuovamente | rimandatemi | reinviatemi |
        rispedirmi | reinviarmi | rinviare | rimandarmi | rinviarmi | inviarmi di nuovo | inviarmi nuovamente |
        rimandarla | mandarmi di nuovo
    """,
    "refund": """
        rimborsare | rimborsate | rimborsarmi | rimborsatemi | restituire | restituirmi | riavere i soldi |
        riavere i miei soldi | riavere | essere rimborsato | essere rimborsata | indietro i soldi | soldi indietro |
        rimborsi | restituitemi | riaccreditare | rimborsarci
    """,
    "refund:noun": "rimborso | restituzione | rimborsi | riaccredito",
    "refund:done": "rimborsato | restituito",
    "withdraw": """
        recedere | recedere dal contratto | esercitare il diritto di recesso | esercitare il mio diritto di recesso
        | avvalermi del diritto di recesso | recedere dall'acquisto | esercitare il recesso | avvalermi del recesso
        | usufruire del diritto di recesso
    """,
    "withdraw:me": """
        recedo | recediamo | esercito il diritto di recesso | esercito il mio diritto di recesso |
        mi avvalgo del diritto di recesso | comunico il recesso | comunico il mio recesso |
        esercitiamo il diritto di recesso | io recedo | notifico il recesso | vi comunico il recesso |
        esercito il recesso | comunico di recedere
    """,
    "withdraw:noun": "recesso | diritto di recesso | diritto di ripensamento | ripensamento",
    "delete": """
        eliminare il mio account | eliminate il mio account | cancellare il mio account | cancellate il mio account
        | cancellare i miei dati | chiudere | chiudete | eliminazione
    """,
    "charge": "addebitare | addebitarmi | prelevare | addebitato | addebitate | addebitatemi | fatturare | prelevato",
    # --- objects --------------------
    "behalf": """
        deceduto | deceduta | defunto | defunta | scomparso | scomparsa | morto | morta | erede | eredi |
        successione | esecutore testamentario | tutore | tutrice | procura | vedova | vedovo | decesso | eredità |
        mancato | per conto di mia | per conto di mio
    """,
    "keep": "mantenere | mantenete | tenere | conservare | mantenga",
    "keep:me": "tengo | mantengo | teniamo",
    "ere": "prima | prima di | prima che",
    "sub": """
        abbonamento | abbonamenti | abonamento | contratto | contratti | licenza | licenze | sottoscrizione | piano
        | professional | abbonamento annuale | il mio piano | abb.to | abbonamneto | adesione
    """,
    "renewal": """
        rinnovo | rinnovi automatici | rinnovo automatico | proroga | rinnovi | rinnovo tacito | tacito rinnovo |
        autorinnovo
    """,
    "news": """
        newsletter | newsletters | news letter | bollettino | mailing list | pubblicità | email pubblicitarie |
        mail pubblicitarie | e mail pubblicitarie | email promozionali | e mail promozionali | mail promozionali |
        comunicazioni commerciali | comunicazioni promozionali | comunicazioni pubblicitarie |
        lista di distribuzione | lista | promozioni | notiziario | messaggi promozionali | messaggi pubblicitari |
        email di marketing | marketing | email commerciali | offerte promozionali | liste | indirizzario |
        lista di invio
    """,
    "plan": """
        advanced | piano superiore | versione superiore | piano più alto | piano advanced | livello superiore |
        abbonamento superiore | versione advanced | piano più grande
    """,
    "email": """
        indirizzo e mail | indirizzo email | indirizzo mail | indirizzo di posta elettronica | e mail | email | mail
        | posta elettronica | indirizzo di posta | indirizzo elettronico
    """,
    "invoice": """
        fattura | fatture | dati di fatturazione | ricevuta | intestazione | ricevute | dati fatturazione |
        dati della fattura
    """,
    "vatid": """
        partita iva | p iva | iva | numero iva | codice fiscale | ragione sociale | nome della ditta |
        nome dell'azienda | nome della società | numero di partita iva | nome della mia ditta | numero di iva | pi |
        nome dell'associazione | nome della nostra ditta | denominazione
    """,
    "address": "indirizzo | indirizzo di fatturazione | indirizzi | indirizzo postale",
    "key": """
        chiave | chiave di licenza | chiave del prodotto | chiave prodotto | codice di attivazione |
        chiave di attivazione | codice di licenza | chiavi | codice licenza | chiave licenza | numero di serie |
        codice attivazione | seriale | chiave del programma
    """,
    "order": "ordine | ordini | acquisto | acquisti | ordinazione | ordinato | prenotato",
    "account": "account | conto utente | conto cliente | profilo | dati | i miei dati | conto",
    "money": """
        pagamento | bonifico | addebito | importo | denaro | somma | transazione | soldi | bonifici | addebiti |
        versamento | addebito automatico | pagamento automatico | pagamenti automatici
    """,
    "card": "carta | carta di credito",
    "device": "computer | portatile | pc | mac | tablet | postazione | dispositivo",
    "thing": """
        appuntamento | riunione | demo | prenotazione | volo | albergo | hotel | corso | webinar | chiamata |
        telefonata | visita | biglietto | prova | evento | consegna | assicurazione | incontro | ticket | richiesta |
        palestra | dimostrazione | treno | spedizione | concerto | seduta | invito | posto | posti | manuale
    """,
    "program": "programma | software | prodotto | applicazione | servizio | applicativo",
    # --- who asks, and how --------------------
    "then": """
        l'anno prossimo | il prossimo anno | il mese prossimo | in primavera | in estate | in autunno | d'inverno | la
        settimana prossima | un giorno o l'altro
    """,
    "please": """
        per favore | per piacere | per cortesia | cortesemente | gentilmente | si prega di | prego | vi prego di |
        la prego di | vogliate | la preghiamo di | vi preghiamo di | siete pregati di |
        per favore non dimenticate di | pf | p.f | favorite | pregasi | prego di | x favore | si prega
    """,
    "want": """
        vorrei | voglio | vogliamo | vorremmo | desidero | desideriamo | desidererei | intendo | intendiamo |
        ho deciso di | abbiamo deciso di | devo | dobbiamo | mi piacerebbe | è mia intenzione | è nostra intenzione
        | con l'intenzione di | gradirei | ho intenzione di | preferisco | preferirei | scrivo per | vi scrivo per |
        le scrivo per | avrei bisogno di | ho bisogno di | mia volontà di | la volontà di | la mia intenzione di |
        mia intenzione di | nostra volontà di | sono a
    """,
    "youcan": "potete | può | puoi",
    "ask": """
        potreste | potrebbe | potresti | chiedo | chiedo di | vi chiedo di | le chiedo di | chiediamo di | richiedo
        | richiediamo | chiediamo | vi chiedo | le chiedo | la pregherei di | vi pregherei di |
        sareste così gentili da | vi sarei grato se poteste | le sarei grato se potesse | vi sarei grata se poteste
        | chiederei di | sono a chiedere | sono a richiedere | siamo a chiedere | vi chiediamo di | vi chiediamo |
        le chiediamo di | chiederei | potete per favore | potreste per favore | con la presente chiedo | pretendo |
        esigo | vi sarei grato di | sarebbe possibile | è possibile avere | vorrei chiedere la | vorrei chiedere di
        | vorrei richiedere la | vorrei richiedere | vorrei chiedere il | potrebbe per favore | vorrei chiedervi di
        | vorrei chiederle di | se poteste | se potesse | se possibile vorrei | procedete con | procedete pure con |
        proceda con | proceda pure con | procedete | procedere con la | fare la | far cessare | di procedere con
    """,
    "hereby": """
        con la presente | con questa mail | con questa e mail | con questa email | tramite la presente |
        con effetto immediato | con questo messaggio | con la presente mail | mediante la presente |
        a mezzo della presente | colla presente
    """,
    "confirm": """
        confermare | conferma | confermate | confermarmi | riguardo | in merito | riguardante | a seguito della |
        a seguito di | grazie per | ricevuta della | in riferimento | nonostante | dopo la mia | risposta alla |
        confermi | relativamente | relativa
    """,
    # --- what speaks against it --------------------
    "able": "può essere | riuscito",
    "price": "prezzo | prezzi | tariffa",
    "not": """
        non | mai | nessuno | nessuna | nessun | no | né | senza | anziché | invece di | piuttosto che | niente |
        neanche | nemmeno | basta | neppure
    """,
    "once": "appena | non appena | una volta che | dopo che | quando avrò | quando avremo",
    "unless": "a meno che | a meno di | salvo | eccetto | solo se",
    "follows": "quanto segue | come segue | quel che segue | mail così | mail del genere",
    "if": """
        se | qualora | nel caso | a condizione | purché | altrimenti | in caso di | in caso | ammesso che | finché |
        semmai | a patto che | quando mai | salvo vostra | sempre che | se non | a seconda | sempreché | in mancanza
    """,
    "how": """
        come | come posso | perché non | cosa | quando | dove | quale | quali | chi | posso | è possibile | quanto |
        si può | sapere | mi chiedo | mi chiedevo | spiegare | spiegatemi | aiutare | aiutatemi | aiuto | domanda |
        domande | devo sapere | come si fa | come faccio | capire | c'è un modo | in che modo | possiamo | possibile |
        è necessario | che cosa | cosa succede | potrei | informazioni | istruzioni | riesco a | non riesco | riesco |
        bisogna | mi può dire | cosa devo | che succede | quanti | poter | potere | siete voi | siete voi che
    """,
    "past": """
        era | erano | avevo | aveva | avevamo | già | ieri | l'anno scorso | il mese scorso | la settimana scorsa |
        mesi fa | anni fa | giorni fa | provato | volevo | voleva | volevamo | chiesto | ho chiesto | è stato | è
        stata | sono stati | in passato | recentemente | pensavo | tentato | fa | fu | settimane fa | ho provato | ho
        già | ha | hanno | aver | avendo | avete | scorso | scrissi | ho scritto | abbiamo scritto | ho appena |
        abbiamo appena | avevo appena | grazie della conferma | grazie per la conferma | grazie della risposta |
        grazie per la risposta | grazie della rapidità
    """,
    "say": """
        dice | detto | diceva | scritto | scrive | sostiene | afferma | secondo | consigliato | consiglia |
        suggerito | dicono | letto | sentito | dite | dichiara | suggerisce | raccomandato | proposto | propone |
        invita | invitate | riporta che
    """,
    "maybe": """
        forse | magari | probabilmente | eventualmente | sto pensando di | sto pensando | penso di | pensando |
        valutando | valuto | considerando | indeciso | indecisa | dubbio | potrei | sarei | avrei | teoricamente |
        starei | pensare | pensiamo di | stiamo valutando | medito | rifletto | spero | credo | rischio | può darsi |
        può essere | ogni anno | sempre | ogni volta | di solito | piuttosto che pagare | anziché pagare
    """,
    "future": """
        disdirò | annullerò | cancellerò | prima o poi | presto | disdiremo | un giorno | andrò | sarò costretto |
        saremo costretti | sarò costretta | dovrò
    """,
    "they": """
        lui | lei vuole | loro vogliono | vuole | vogliono | clienti | la gente | qualcuno | tutti i | un cliente
    """,
    "others": """
        banca | la mia banca | paypal | altro | altra | altri | altre | collega | colleghi | moglie | marito | capo
        | figlio | figlia | amico | amica | fratello | sorella | madre | padre | vicino | cliente mio | netflix |
        spotify | amazon | adobe | microsoft | apple | google | aruba | fornitore | concorrente | tim | vodafone |
        cellulare | internet | rivista | giornale | commercialista | dipendente | sky | secondo abbonamento | datore
        | un cliente
    """,
    "at": "presso | dalla ditta | con la ditta",
    "problem": """
        pulsante | bottone | tasto | link | non funziona | errore | messaggio di errore | pagina | modulo | menu |
        menù | finestra | opzione | funzione | funziona | condizioni | termini | penale | penali | preavviso | guasto
        | clausola | procedura | legge | casella | articolo | politica | voce nel menu | grigia | grigio
    """,
    "click": """
        cliccare qui | clicca qui | cliccate | cliccato | cliccando | premuto | clicchi | potete trovare |
        ricevete questa | cliccare | clicca
    """,
    "later": """
        non ancora | non adesso | non ora | più tardi | dopo il rinnovo | solo dopo | non prima | in seguito |
        per ora | per il momento | più avanti | non subito
    """,
    "mind": """
        cambiato idea | ci ho ripensato | ripensato | falso allarme | scherzo | scherzavo | scherzando | lasciate
        stare | lasci perdere | ci abbiamo ripensato | ma prima | anzi aspettate | aspettate | aspetti | ripensandoci
        | pensandoci bene | anzi no | lasciate tutto | lasciatelo | lasciate perdere | come non detto | a pensarci
        bene | non io | non il mio | non la mia | intendo la | intendo il | intendo dire | mail era per | messaggio
        era per | per qualcun altro | destinatario sbagliato | indirizzo sbagliato | lo confermo | confermerò | vedere
        se | solo una prova | solo un test | quale dei due | quale delle due | almeno così | prima chiamatemi |
        chiamatemi prima | pensarci ancora | ci penso | ci dormo sopra | inviato troppo presto | partita troppo presto
        | non fate niente | non fate nulla
    """,
    "partial": """
        uno dei | una delle | solo uno | solo una | uno di | una di | due dei | alcuni | alcune | parte | prima
        licenza | solo la seconda | seconda licenza | secondo dei | due di | uno di essi | uno dei due | una delle due
        | uno solo | una sola | due volte | doppia | doppio | quello più | quella più | il più recente | il più
        vecchio | il primo | il secondo | due abbonamenti | quello nuovo | quello vecchio | quello che | quella che
    """,
    # --- what is harmless --------------------
    "noneed": """
        non ne ho più bisogno | non ho più bisogno | non uso più | non lo uso più | non utilizzo più |
        non lo utilizzo più | non mi serve più | non serve più | non mi serve | non ne ho bisogno | non usiamo più |
        non utilizziamo più | non ci serve più | non sono soddisfatto | non sono soddisfatta |
        non sono più interessato | non sono più interessata | non sono interessato | non mi interessa più |
        non mi interessa | non lo uso | non l'ho mai usato | non la leggo | non la leggo mai | non le leggo |
        non ho più necessità | non mi è più utile | non mi interessano | non mi interessano più |
        non abbiamo più bisogno | non ne abbiamo più bisogno | non uso | non utilizzo | mai usato | mai utilizzato |
        non leggo mai | troppo caro | troppo costoso | non più necessario | non mi servono più | non sono più |
        non è più necessario | non leggo | non lo utilizziamo più | non lo usiamo più | non ho più l'attività |
        non posso più permettermi | non posso permettermi
    """,
    "or": "o | oppure",
    "and": "e | ed | nonché | poi | e di",
    "so": "quindi | dunque | perciò | pertanto | allora | per cui",
    "but": "ma | però | tuttavia | anche se | sebbene | bensì",
    "because": """
        perché | poiché | siccome | dato che | in quanto | motivo | motivi | a causa | visto che | ragione |
        per motivi | giacché | affinché | dal momento che
    """,
    "greet": """
        buongiorno | buonasera | salve | ciao | gentile | gentili | gentilissimi | egregi | egregio | spettabile |
        spett le | spett | cari | caro | cara | buon giorno | buona sera | signori | signore | signora | team |
        buon pomeriggio | gent mi | assistenza | servizio clienti | buondì | ehi | ei | buondi | buona
    """,
    "close": """
        cordiali saluti | distinti saluti | saluti | cordialmente | un saluto | grazie e saluti | buona giornata |
        in fede | a presto | con i migliori saluti | porgo | un cordiale saluto | in attesa | buon lavoro |
        resto in attesa | i migliori saluti | rimango in attesa | saluto
    """,
    "my": "mio | mia | miei | mie | nostro | nostra | nostri | nostre",
    "your": "vostro | vostra | vostre | vostri",
    "the": """
        il | lo | la | i | gli | le | l | del | dello | della | dell | dei | degli | delle | al | alla | all | dal |
        dalla | dall | questo | questa | quest | nel | nella | suddetto | suo | sua
    """,
    "a": "un | uno | una | qualche | qualsiasi",
    "pron": "lo | la | mi | ci | tutto | questo | quello | me | noi | li | entrambi | tutti",
    "i": "io | noi",
    "you": "voi | lei | tu | vi",
    "owner": "per | a nome di | intestato a | intestata a | a nome | della ditta | della società",
    "link": """
        di | d | a | ad | da | in | con | su | numero | n | nr | alle | dai | ai | sul | sulla | n° | al numero |
        codice cliente | da parte vostra | nell | agli | dalle | tramite | intestata a | rif
    """,
    "time": """
        scadenza | fine | termine | fine anno | data | prossima scadenza | fine del periodo | fine mese | gennaio |
        febbraio | marzo | aprile | maggio | giugno | luglio | agosto | settembre | ottobre | novembre | dicembre |
        anno | mese | data di scadenza | naturale scadenza | periodo
    """,
    "soft": """
        quando scade | alla scadenza quando | annuale | mensile | attuale | automatico | automatica | automaticamente
        | immediatamente | adesso | ora | oggi | subito | appena possibile | il prima possibile | al più presto |
        quanto prima | anche | semplicemente | solo | grazie | grazie mille | molte grazie | sì | ok | se possibile |
        da subito | definitivamente | completamente | bene | cliente | prossimo | prossima | prima della scadenza |
        prima del rinnovo | in corso | esistente | seguente | sopra | indicato | più | gratuito | in oggetto | oggetto
        | a partire da | a decorrere da | senza ulteriore | come da accordi | integrale | intero | totale | immediata
        | tempestivamente | vostra | formale | formalmente | d'ora in poi | in futuro | procedere con | procedere alla
        | procedere al | procedere | effettuare | provvedere alla | provvedere a | provvedere | attivo | che | si |
        venga | gentile | cortese | cortesi | relativo | sottoscritto | a mio nome | di nuovo | nuovamente | invio |
        l'invio | dell'invio | standard | no grazie | ripeto | lo ripeto | ancora una volta | come da | come da
        contratto | senza volerlo | senza volere | per errore | per sbaglio | non appena possibile | appena potete |
        appena può | pure | se sono ancora in tempo | se sono in tempo | se siamo ancora in tempo
    """,
    "function": """
        io | tu | lui | lei | noi | voi | loro | il | lo | la | i | gli | le | un | uno | una | di | a | da | in |
        con | su | per | tra | fra | e | o | ma | non | che | chi | cui | è | sono | sei | siamo | siete | ho | hai
        | ha | abbiamo | avete | hanno | essere | stato | del | della | dei | delle | dello | degli | al | alla | ai
        | alle | dal | dalla | nel | nella | sul | sulla | mio | mia | vostro | vostra | nostro | mi | ti | si | ci
        | vi | ne | questo | questa | quello | anche | come | se | più | molto | già | ancora | buongiorno | salve |
        grazie | saluti | così | dopo | perché | quando | fare | viene | essendo | dall | dell | all | l | d | c |
        disdicevole | cancelleria | cancello | termini | canale | offerta | preventivo | inviata | inviato | inviate
    """,
}
IN_TWO_PARTS: dict[str, str] = {}

# a whole answer to a question of ours, and nothing else: see assenting.py
ANSWERS = {
    "yes": """
        sì | si | certo | certamente | confermo | lo confermo | ve lo confermo | glielo confermo | vi confermo |
        le confermo | confermato | sono io | sono stato io | sono stata io | ero io | esatto | esattamente |
        corretto | è corretto | è esatto | giusto | è giusto | lo voglio | lo desidero | naturalmente |
        assolutamente sì
    """,
    "no": """
        no | non sono io | non sono stato io | non sono stata io | non ero io | non ho scritto io |
        non l ho scritto io | non l ho scritto | non ho scritto | non vi ho scritto | non le ho scritto |
        non lo voglio | non voglio | non lo desidero | non confermo | non lo confermo | assolutamente no |
        non è corretto | non è esatto
    """,
    "polite": """
        grazie | grazie mille | molte grazie | mille grazie | per favore | per cortesia | prego | buongiorno |
        buonasera | buon giorno | buona sera | salve | ciao | gentili signori | cordiali saluti | distinti saluti |
        saluti | un saluto | un cordiale saluto | cordialmente | va bene | d accordo | ok
    """,
    "unsure": "sì e no | si e no | sì sì | si si",
}
