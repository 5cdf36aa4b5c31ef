"""Dutch: what words and phrases mean; the first meaning of a phrase counts."""

MEANS = {
    # --- verbs of wishes --------------------
    "cancel": """
        opzeggen | op te zeggen | annuleren | te annuleren | beëindigen | te beëindigen | stopzetten |
        stop te zetten | cancelen | te cancelen | annuleert u | annuleer | beëindig | stop zetten | opheffen |
        op te heffen | opzegging doorvoeren | zeggen op | laten aflopen | te laten aflopen | ontbinden
    """,
    "cancel:me": """
        ik annuleer | wij annuleren | ik beëindig | annuleer ik | beëindig ik | wij beëindigen | ik zeg | zeg ik | wij
        zeggen | zeggen wij | we zeggen | we annuleren | ik cancel | annuleren wij | wordt hierbij opgezegd | is
        hierbij opgezegd | zeg ik hierbij op
    """,
    "cancel:done": "opgezegd | geannuleerd | beëindigd | stopgezet | gecanceld | opgeheven | stop gezet",
    "cancel:noun": """
        opzegging | annulering | beëindiging | opzeggingsbrief | stopzetting | opzegbrief | opzeggingen |
        opzegverzoek | abonnementsopzegging
    """,
    "cancel:other": "opzeg | zegt op | annuleert | beëindigt | maar opzeggen | maar kunnen opzeggen",
    "remove": """
        verwijderen | te verwijderen | verwijder | verwijder mij | haal mij | verwijdert u | schrappen | schrap mij
        | verwijder me | haal me van | haal me
    """,
    "remove:done": "verwijderd",
    "stop": """
        stoppen | stoppen met | stop | stop met | uitschakelen | uit te schakelen | uitzetten | uit te zetten |
        deactiveren | te deactiveren | te stoppen | te stoppen met | blokkeren | uitzet | stopt u
    """,
    "stop:done": "uitgeschakeld | uitgezet | gedeactiveerd | gestopt",
    "renew:other": """
        verlengd | verlengt | verlengd wordt | wordt verlengd | vernieuwd | doorloopt | stilzwijgend verlengd
    """,
    "renew": """
        verlengen | te verlengen | vernieuwen | te vernieuwen | verleng | continueren | voortzetten |
        voort te zetten | vernieuw | hernieuwen | door te laten lopen | door laten lopen | verlengd worden |
        doorgaan | doorgaan met | verdergaan | door te gaan
    """,
    "activate": "aanzetten | aan te zetten | inschakelen | in te schakelen | activeren | te activeren | activeer",
    "resume": """
        heractiveren | te heractiveren | reactiveren | te reactiveren | hervatten | te hervatten | herstellen |
        te herstellen | opnieuw activeren | weer activeren | weer te activeren | weer aanzetten | weer aan te zetten
        | laten doorlopen | te laten doorlopen | heractiveer | hervat | reactiveer | toch verlengen |
        toch laten doorlopen | weer inschakelen | weer in te schakelen | toch doorlopen | opnieuw te activeren |
        toch te verlengen
    """,
    "resume:me": "ik heractiveer | ik hervat",
    "resume:done": "geheractiveerd | hervat | gereactiveerd",
    "resume:noun": "heractivering | hervatting | reactivering | heractivatie | reactivatie",
    "undo": """
        intrekken | in te trekken | ongedaan maken | ongedaan te maken | terugdraaien | terug te draaien | ongedaan
        | teniet doen | negeer | negeren | negeert u | vergeet | te negeren | beschouw als niet verzonden |
        als niet verzonden beschouwen
    """,
    "undo:me": "ik trek | trek ik | wij trekken | ik draai",
    "undo:done": "ingetrokken | teruggedraaid",
    "unsub": """
        uitschrijven | uit te schrijven | me uitschrijven | unsubscribe | schrijf me uit | uitschrijven voor |
        uitschrijven van
    """,
    "unsub:me": "ik schrijf me uit | ik schrijf mij uit",
    "unsub:done": "uitgeschreven",
    "unsub:noun": "uitschrijving",
    "subscribe": """
        aanmelden | aan te melden | inschrijven | in te schrijven | abonneren | te abonneren | aanmelden voor |
        inschrijven voor | toevoegen aan
    """,
    "subscribe:me": "ik meld me aan | ik schrijf me in | ik abonneer me",
    "subscribe:done": "aangemeld | ingeschreven | geabonneerd",
    "receive:other": "ontvang | krijg | ik ontvang | ik krijg",
    "receive": """
        ontvangen | te ontvangen | krijgen | te krijgen | sturen | te sturen | stuur | stuur me | stuur mij | zenden
        | toesturen | toe te sturen | stuurt u | toezenden | mailen | te mailen | opsturen | hebben
    """,
    "receive:done": "gekregen | binnengekomen | aangekomen | ontvangen heb | heb ontvangen | heb ik ontvangen",
    "upgrade": """
        upgraden | te upgraden | overstappen | over te stappen | overgaan | over te gaan | omzetten naar |
        wijzigen naar | switchen | te switchen | overzetten naar | uitbreiden | overstappen naar | overstappen op |
        omzetten | om te zetten
    """,
    "upgrade:noun": "upgrade | overstap | planwijziging | overgang",
    "change": """
        wijzigen | te wijzigen | veranderen | te veranderen | aanpassen | aan te passen | corrigeren | te corrigeren
        | bijwerken | bij te werken | vervangen | te vervangen | toevoegen | toe te voegen | rectificeren |
        verbeteren | wijzig | corrigeer | vervang | wijzigt u | verander | vermelden | te vermelden |
        opnieuw opmaken | aanpassing
    """,
    "change:done": "gewijzigd | veranderd | aangepast | gecorrigeerd | bijgewerkt",
    "change:noun": """
        wijziging | verandering | correctie | aanpassing | nieuw | nieuwe | adreswijziging | e mailwijziging |
        rectificatie
    """,
    "missing": """
        ontbreekt | ontbreken | ontbrekende | fout | foute | foutief | foutieve | onjuist | onjuiste | verkeerd |
        verkeerde | staat niet | niet vermeld | onvolledig | incorrect | klopt niet | niet juist | niet correct |
        vergeten op | mist
    """,
    "lost": """
        kwijt | kwijtgeraakt | verloren | kan niet vinden | niet vinden | niet terugvinden | niet meer vinden |
        niet meer terugvinden | per ongeluk verwijderd | vergeten | zoekgeraakt | vind mijn | niet meer heb |
        ben kwijt | kwijt geraakt | verwijderd per ongeluk
    """,
    "resend": """
        opnieuw sturen | opnieuw toesturen | nogmaals sturen | nogmaals toesturen | nog een keer sturen |
        opnieuw zenden | nog eens sturen | nogmaals toezenden | opnieuw toezenden | nog een keer toesturen |
        opnieuw mailen | nogmaals mailen | nog eens toesturen | opnieuw te sturen | opnieuw toe te sturen |
        nogmaals te sturen
    """,
    "refund": """
        terugbetalen | terug te betalen | terugstorten | terug te storten | geld terug | restitueren | vergoeden |
        terugkrijgen | terug te krijgen | terugbetaald | teruggestort | terugbetaalt | te restitueren |
        terug krijgen
    """,
    "refund:noun": "terugbetaling | restitutie | terugstorting | teruggave | vergoeding | refund",
    "withdraw": """
        herroepen | te herroepen | gebruikmaken van mijn herroepingsrecht | gebruik maken van mijn herroepingsrecht
        | gebruik te maken van mijn herroepingsrecht | afzien van de koop | de overeenkomst ontbinden |
        afzien van de aankoop | de koop ontbinden | de overeenkomst te ontbinden |
        gebruikmaken van het herroepingsrecht | gebruik maken van het herroepingsrecht
    """,
    "withdraw:me": """
        ik herroep | wij herroepen | herroep ik | ik maak gebruik van mijn herroepingsrecht |
        maak ik gebruik van mijn herroepingsrecht | ik zie af van | ik ontbind | ontbind ik |
        maak ik gebruik van het herroepingsrecht | ik maak gebruik van het herroepingsrecht | herroepen wij |
        wij ontbinden
    """,
    "withdraw:noun": """
        herroeping | herroepingsrecht | bedenktijd | modelformulier voor herroeping | herroepingsformulier |
        ontbinding
    """,
    "delete": """
        verwijder mijn account | mijn account verwijderen | account verwijderen | wissen | sluiten | verwijdering |
        te wissen
    """,
    "charge": """
        incasseren | afschrijven | af te schrijven | in rekening brengen | te incasseren | belasten | afgeschreven
    """,
    # --- objects --------------------
    "behalf": """
        overleden | overlijden | overleed | wijlen | nalatenschap | erfgenaam | erfgenamen | executeur |
        bewindvoerder | curator | volmacht | weduwe | weduwnaar | erfenis | namens mijn | gestorven
    """,
    "leave": "afmelden | af te melden | afmelden voor",
    "leave:me": "ik meld me af | ik meld mij af | meld ik mij af | meld ik me af",
    "leave:noun": "afmelding",
    "leave:done": "afgemeld",
    "keep": "behouden | houden | te behouden | te houden",
    "keep:me": "ik behoud | ik houd | ik hou",
    "ere": "voordat | alvorens | eer",
    "sub": """
        abonnement | abonnementen | abonement | abbonement | abonnementje | contract | contracten | licentie |
        licenties | lidmaatschap | jaarabonnement | overeenkomst | plan | professional | licentieovereenkomst | abo
        | subscription | maandabonnement | softwareabonnement | jaarlicentie
    """,
    "renewal": """
        verlenging | automatische verlenging | vernieuwing | automatische vernieuwing | verlengingen |
        abonnementsverlenging | auto renewal | stilzwijgende verlenging | contractverlenging
    """,
    "news": """
        nieuwsbrief | nieuwsbrieven | newsletter | newsletters | mailinglijst | mailing lijst | reclame |
        reclamemails | reclame mails | reclamemail | marketingmails | marketing mails | marketingmail |
        promotiemails | promotie mails | aanbiedingen | verzendlijst | mailing | mailings | reclame e mails |
        marketing e mails | nieuwsmails | nieuwsmail | maillijst | promotionele e mails | promotionele mails |
        commerciële mails | commerciële e mails | reclameboodschappen | niewsbrief | mailbestand | mailinglist |
        lijst
    """,
    "plan": """
        advanced | hoger plan | hogere versie | hoger abonnement | groter plan | advanced plan | grotere versie |
        hogere plan | uitgebreidere versie
    """,
    "email": """
        e mailadres | emailadres | mailadres | e mail adres | email adres | mail adres | e mail | email | mail |
        mails | e mails | emails | e mailadressen | inlogadres
    """,
    "invoice": "factuur | facturen | factuurgegevens | rekening | kwitantie | bon | factuurtje",
    "vatid": """
        btw nummer | btw nr | btw | btw id | btw identificatienummer | bedrijfsnaam | naam van ons bedrijf |
        naam van mijn bedrijf | ondernemingsnummer | kvk nummer | naam van het bedrijf | firmanaam |
        bedrijfsgegevens | tenaamstelling | naam van de vereniging
    """,
    "address": "adres | factuuradres | postadres | adressen | facturatieadres | adresgegevens",
    "key": """
        productsleutel | licentiesleutel | activeringssleutel | activatiesleutel | activatiecode | activeringscode |
        sleutel | sleutels | licentiecode | productcode | serienummer | licentiekey | product key | licentienummer |
        key
    """,
    "order": """
        bestelling | bestellingen | order | aankoop | aankopen | koop | bestelde | besteld | geboekt | gereserveerd
    """,
    "account": "account | gebruikersaccount | klantaccount | profiel | gegevens | persoonsgegevens | accounts",
    "money": """
        betaling | betalingen | overschrijving | bedrag | geld | afschrijving | transactie | overboeking |
        machtiging | aankoopbedrag | incassomachtiging | automatische incasso | incasso | automatische betaling
    """,
    "card": "kaart | creditcard | credit card | betaalkaart",
    "device": "computer | computers | laptop | pc | mac | tablet | apparaat | werkplek",
    "thing": """
        afspraak | vergadering | demo | demonstratie | reservering | boeking | vlucht | hotel | cursus | training |
        webinar | gesprek | telefoongesprek | bezoek | ticket | proef | proefversie | evenement | levering |
        verzekering | sportschool | krant | huur | baan | aanvraag | verzoek | trein | concert | bijeenkomst | reis |
        uitnodiging | plek | plaats | handleiding
    """,
    "program": "programma | software | product | applicatie | app | dienst | pakket",
    # --- who asks, and how --------------------
    "then": """
        volgend jaar | volgende maand | in het voorjaar | in de lente | in de zomer | in het najaar | in de winter |
        komend jaar | volgende week
    """,
    "grateful": """
        zou het fijn vinden | zou het dus fijn vinden | zou het prettig vinden | zou fijn zijn | zou het op prijs
        stellen | stel het op prijs | zou dankbaar zijn | zou u dankbaar zijn
    """,
    "please": """
        alstublieft | alsjeblieft | a u b | aub | ajb | svp | graag | gelieve | s v p | wees zo vriendelijk |
        vergeet niet | alstublief | gaarne | please | asjeblieft | zou u zo vriendelijk willen zijn
    """,
    "want": """
        ik wil | wij willen | we willen | ik zou graag | wij zouden graag | we zouden graag | wil ik | willen wij | ik
        wens | wens ik | wij wensen | ik wil graag | wil ik graag | ik moet | moet ik helaas | wij moeten | ik heb
        besloten | we hebben besloten | wij hebben besloten | ik verlang | zou ik graag | wil graag | willen graag |
        ik zou willen | zou graag | wil | ik wilde graag | wilde ik graag | graag wil ik | graag zou ik | zouden wij
        graag | willen we | ik ben van plan om | willen | ik wens graag | ik heb graag | graag willen wij
    """,
    "youcan": "u kunt | jullie kunnen | je kunt | ge moogt | u mag | je mag | jullie mogen | ge meugt",
    "ask": """
        kunt u | kun je | kan u | zou u | zou je | kunnen jullie | zouden jullie | wilt u | wil je | willen jullie |
        ik verzoek u | wij verzoeken u | ik verzoek | ik vraag u | wij vragen u | ik vraag om | ik verzoek om |
        kunt u alstublieft | zou u willen | zou u kunnen | ik zou u willen verzoeken | mag ik u verzoeken |
        mag ik u vragen | verzoek ik u | verzoek ik | verzoeken wij u | wij verzoeken | verzoek tot | ik eis |
        vraag ik u | kunnen jullie alsjeblieft | zouden jullie kunnen | wilt u alstublieft | wil u | ik vraag |
        vraag ik | hierbij verzoek ik u | wilt u zo vriendelijk zijn | ik dien hierbij | verzoek om |
        bij deze verzoek ik | kan je | vragen wij u | verzoeken wij | als u zou kunnen
    """,
    "hereby": """
        hierbij | bij deze | met deze mail | met deze e mail | met deze brief | per direct | via deze weg |
        middels deze mail | met onmiddellijke ingang | langs deze weg | middels deze e mail | middels dit schrijven
        | via deze mail | per omgaande
    """,
    "confirm": """
        bevestigen | bevestiging | bevestigt u | bevestig | betreffende | betreft | over | naar aanleiding van |
        ontvangst | bedankt voor | dank voor | ondanks | na mijn | antwoord op | inzake | met betrekking tot |
        aangaande | ontvangstbevestiging | te bevestigen
    """,
    # --- what speaks against it --------------------
    "able": "kan | kunnen | kon | konden",
    "price": "prijs | prijzen | tarief",
    "not": """
        niet | geen | nooit | nee | zonder | noch | in plaats van | niets | absoluut niet | zeker niet | nimmer |
        nietmeer | nie | neen
    """,
    "once": "zodra | nadat ik | nadat we | van zodra",
    "unless": "tenzij | behalve als | behalve | alleen als | enkel als | tenzij u",
    "follows": "het volgende | als volgt | zo n mail",
    "if": """
        als | indien | mits | in geval van | in het geval | anders | zolang | of anders | stel dat | mocht | mocht u |
        wanneer u niet | ingeval | behoudens | op voorwaarde | bij gebreke | wanneer niet
    """,
    "how": """
        hoe | hoe kan ik | wat | wanneer | waarom | waar | welke | welk | wie | kan ik | is het mogelijk | mag ik | of
        ik | vraag hoe | vraag me af | vraag mij af | weten | uitleggen | leg uit | help | helpen | hulp | vraagje |
        vragen | hoe lang | hoelang | moet ik | kan dat | op welke manier | is er een | mogelijk | manier om | kunnen
        we | kunnen wij | informatie | instructies | begrijpen | lukt het | lukt | hoeveel | kan men | wat gebeurt |
        vraag is | een vraag | laat me weten hoe | of het | waarvoor | mogelijkheid | bent u de | bent u degene
    """,
    "past": """
        was | waren | had | hadden | werd | werden | al eerder | gisteren | vorig jaar | vorige maand | vorige week |
        geleden | geprobeerd | wilde | wilden | gevraagd | verzocht | reeds | destijds | onlangs | is geweest |
        geworden | dacht | vroeger | eergisteren | heb al | al vorig | heeft | eerder | ben al | is al | probeerde |
        heb u gevraagd | laatst | schreef ik | schreef | schreven | dank voor de snelle | bedankt voor de snelle |
        dank voor de bevestiging | bedankt voor de bevestiging | dank voor uw antwoord | bedankt voor uw antwoord
    """,
    "say": """
        zegt | zei | gezegd | zeggen dat | schrijft | schreef | beweert | beweerde | volgens | geadviseerd |
        adviseert | adviseerde | gelezen | gehoord | vertelde | aangeraden | verteld | meldt | stelde voor | raadt |
        raadde | vermeldt | staat dat
    """,
    "maybe": """
        misschien | wellicht | eventueel | mogelijk | waarschijnlijk | ik overweeg | overweeg | overwegen | denk
        erover | denk eraan | twijfel | nadenken | zou kunnen zijn | onzeker | denken erover | sta op het punt |
        twijfelen | denk | denken | hoop | plan om | van plan | theoretisch | overwegend | aan het denken | elk jaar |
        altijd | elke keer | meestal | kon ik | had ik maar | kon ik maar | kon ik mijn | liever zeg ik | dan liever |
        eerder zeg ik | dan dat te betalen
    """,
    "future": "zal | zullen | ga | gaan | binnenkort | ooit | vroeg of laat | op termijn | zal ik | ga ik | gaan we",
    "they": """
        hij | zij wil | ze wil | klanten | mensen | iemand | iedereen | men | een klant | hun | haar wil | hij wil |
        zijn abonnement | haar abonnement
    """,
    "others": """
        bank | mijn bank | paypal | ander | andere | collega | collega's | vrouw | man | baas | zoon | dochter |
        vriend | vriendin | broer | zus | moeder | vader | buurman | klant van | netflix | spotify | amazon | adobe
        | microsoft | apple | google | exact | moneybird | leverancier | concurrent | kpn | ziggo | mobiel | mobiele
        | internet | tijdschrift | boekhouder | accountant | werknemer | werkgever | tweede abonnement | echtgenoot
        | snelstart | vodafone | buurvrouw | de klant
    """,
    "at": "bij",
    "problem": """
        knop | button | link | werkt niet | doet het niet | fout in | foutmelding | pagina | formulier | menu |
        venster | optie | functie | werkt | voorwaarden | opzegtermijn | boete | kosten | defect | storing | clausule
        | procedure | wet | artikel | opzegknop | beleid | termijn | kapot | grijs
    """,
    "click": "klik hier | klik op | geklikt | klikken | gedrukt | u ontvangt | klik",
    "later": """
        nog niet | niet nu | later | pas na | na de verlenging | niet voor | voorlopig | pas later | niet meteen |
        een andere keer | niet direct | voorlopig niet
    """,
    "mind": """
        van gedachten veranderd | bedacht me | me bedacht | loos alarm | mij bedacht | bedenk me | als niet verzonden
        | grapje | grap | ons bedacht | vergeet het | bij nader inzien | maar eerst | eerst echter | of wacht | wacht
        even | toch maar niet | laat maar | laat maar lopen | vergeet dit | vergeet dat | niet ik | niet de mijne |
        niet die van mij | niet dat van mij | ik bedoel de | ik bedoel het | ik bedoel | mail was voor | bericht was
        voor | voor iemand anders | verkeerde ontvanger | verkeerd adres | ik bevestig het | bevestig ik nog | zien of
        | alleen een test | slechts een test | maar een test | welk van de twee | welke van de twee | zei jullie
        support | bel me eerst | bel mij eerst | eerst bellen | nog over nadenken | er nog over na | nachtje over
        slapen | te vroeg verzonden | doe niets | liever niet
    """,
    "partial": """
        een van de | een van mijn | slechts een | alleen een | één van | twee van | sommige | enkele | gedeelte | de
        eerste | de tweede | één licentie | deel van | een ervan | één ervan | een van beide | een van de twee |
        eentje | twee keer | dubbel | het nieuwste | het oudste | de nieuwste | de oudste | twee abonnementen | degene
        | het eerste | het tweede
    """,
    # --- what is harmless --------------------
    "noneed": """
        niet meer nodig | heb ik niet meer nodig | niet nodig | gebruik het niet meer | gebruik ik niet meer | niet
        meer gebruik | niet meer gebruiken | gebruiken het niet meer | geen gebruik meer | geen behoefte meer | geen
        behoefte | geen interesse | geen interesse meer | niet tevreden | niet meer interessant | nooit gebruikt |
        niet meer in gebruik | niet meer actief | niet gebruik | gebruik het niet | lees ik niet | lees hem niet |
        lees ik nooit | niet lees | niet meer veroorloven | niet meer van toepassing | gebruiken wij niet meer |
        gebruiken we niet meer | gebruik het programma niet meer | gebruik de software niet meer | gebruiken het
        programma niet meer | gebruiken de software niet meer | heb het niet meer nodig | heb het programma niet meer
        nodig | hebben het niet meer nodig | te duur | niet geïnteresseerd | nooit lees | niet meer geïnteresseerd |
        lees ze nooit | lees ze niet | lees hem nooit | niet veroorloven | heb geen onderneming meer | niet meer werk
        | geen zin meer | gebruik t niet meer | gebruik m niet meer | gebruik het toch niet | gebruik t niet
    """,
    "or": "of",
    "and": "en | alsook | evenals | en tevens | daarnaast | bovendien",
    "so": "dus | daarom | derhalve | zodat wij | waardoor",
    "but": "maar | echter | hoewel | evenwel | doch",
    "because": """
        omdat | aangezien | want | daar ik | reden | redenen | wegens | vanwege | zodat | daar wij | doordat | opdat
        | daar we | om redenen
    """,
    "greet": """
        hallo | goedendag | goedemorgen | goedemiddag | goedenavond | geachte | beste | dag | heer | mevrouw | heren
        | dames | hoi | lieve | goeiedag | hi | goeiemorgen | team | l s | heer mevrouw | goededag | support |
        klantenservice | goede dag | allen | hee | hé | yo | hey | hoihoi | goeie
    """,
    "close": """
        met vriendelijke groet | met vriendelijke groeten | vriendelijke groeten | groeten | groet | mvg |
        hoogachtend | vriendelijke groet | met hartelijke groet | hartelijke groeten | gr | fijne dag | met groet |
        hartelijke groet | met beste groeten | beste groeten | m v g | groetjes | vr gr
    """,
    "my": "mijn | m'n | ons | onze | mn",
    "your": "uw | jullie | jouw",
    "the": "het | de | dit | deze | die | dat | je | bovenstaande | bovengenoemde",
    "a": "een | enig | willekeurig",
    "pron": "het | mij | me | ons | alles | dit | dat | beide | hem | ze | allemaal",
    "i": "ik | wij | we",
    "you": "u | jullie | jij | je",
    "owner": "voor | op naam van | ten name van | t n v | van de firma",
    "link": """
        van | per | op | met | aan | tot | nummer | nr | bestelnummer | in | uit | tegen | klantnummer | met nummer
        | ordernummer | onder | om | bestelnr | te | vanaf
    """,
    "time": """
        einde | afloop | eind | looptijd | einde van het jaar | datum | eerstvolgende | einde looptijd | vervaldatum
        | januari | februari | maart | april | mei | juni | juli | augustus | september | oktober | november |
        december | jaar | maand | periode | eerst mogelijke datum | einddatum | vervaldag |
        eerstvolgende mogelijkheid | termijn eind
    """,
    "soft": """
        wanneer het afloopt | wanneer de looptijd eindigt | jaarlijks | jaarlijkse | maandelijkse | huidige |
        bestaande | automatisch | automatische | onmiddellijk | nu | vandaag | direct | meteen | zo snel mogelijk | zo
        spoedig mogelijk | dan | ook | gewoon | alleen | bedankt | dank u | dank u wel | dank je wel | dankjewel |
        alvast bedankt | alvast | ja | ok | oké | indien mogelijk | als het kan | als dat kan | als het mogelijk is |
        definitief | volledig | goed | klant | volgende | voor het einde | voor de verlenging | lopende | genoemde |
        bovenstaand | meer | gratis | met ingang van | ingaande | in de toekomst | voortaan | zoals besproken | zoals
        afgesproken | helaas | tevens | schriftelijk | gehele | hele | hoofde | per | verder | dit jaar | verwerken |
        wilt | worden | wordt | laten | voor | onderwerp | eerstvolgend | actieve | spoedig | tijdig | vriendelijk |
        van jullie | bijgaand | toekomst | door te voeren | doorvoeren | even | eens | onze zijde | naam | mbt | weer
        | opnieuw | persoonlijke redenen | nee bedankt | nee dank u | nee dank je | ik herhaal | nogmaals | nog een
        keer | per abuis | per vergissing | zodra mogelijk | zodra het kan | zodra dat kan | als ik nog op tijd ben |
        als het nog kan
    """,
    "function": """
        ik | jij | je | u | hij | zij | ze | wij | we | jullie | de | het | een | en | of | maar | niet | is | zijn
        | was | heb | heeft | hebben | ben | bent | word | wordt | worden | te | van | voor | met | op | aan | in |
        uit | bij | naar | om | over | onder | door | tot | als | dan | ook | zo | nog | al | meer | mijn | mij | me
        | uw | ons | onze | dit | dat | deze | die | er | hier | daar | wat | hoe | wie | kan | kunt | kunnen | wil
        | zou | zal | moet | mag | graag | dank | beste | geachte | groet | groeten | heel | veel | geen | sinds |
        tijdens | tegen | toch | wel | opleggen | toezeggen | toezegging | meld | schrijf | zeg | zeggen | zegt |
        trek | trekken | draai | zet | zetten | af | terug | doorgeven | aanbod | offerte
    """,
}
IN_TWO_PARTS = {
    "remove": "haal...af uit | halen...af uit",
    "change": "pas...aan | past...aan",
    "cancel": "zeg...op | zegt...op | zeggen...op",
    "leave": "meld...af | melden...af | meldt...af",
    "unsub": "schrijf...uit | schrijven...uit | schrijft...uit",
    "stop": "zet...uit stop | zetten...uit stop | schakel...uit",
    "activate": "zet...aan | schakel...in",
    "undo": "trek...in | trekken...in | draai...terug | maak...ongedaan | maakt...ongedaan",
    "refund": """
        betaal...terug | stort...terug | betalen...terug | betaalt...terug | storten...terug | krijg...terug
    """,
    "subscribe": "meld...aan | schrijf...in",
}

# a whole answer to a question of ours, and nothing else: see assenting.py
ANSWERS = {
    "yes": """
        ja | ja hoor | jazeker | zeker | zeker weten | inderdaad | klopt | dat klopt | dit klopt | correct |
        dat is correct | juist | dat is juist | ik bevestig | ik bevestig het | ik bevestig dit | ik bevestig dat |
        hierbij bevestig ik | hierbij bevestig ik dit | bevestigd | dat was ik | ik was het | dat ben ik |
        dat wil ik | ik wil dat | ik wil dit | natuurlijk | uiteraard
    """,
    "no": """
        nee | neen | dat was ik niet | ik was het niet | dat ben ik niet | dat klopt niet | klopt niet |
        ik heb dit niet geschreven | ik heb dat niet geschreven | ik heb u niet geschreven | ik heb niet geschreven |
        ik heb niets geschreven | dat wil ik niet | ik wil dat niet | ik wil dit niet | dat is niet juist |
        dat is niet correct
    """,
    "polite": """
        graag | alstublieft | alsjeblieft | aub | dank | bedankt | dank u | dank u wel | dank je | dank je wel |
        dankjewel | hartelijk dank | hartelijk bedankt | vriendelijk bedankt | hallo | goedemorgen | goedemiddag |
        goedendag | goedenavond | geachte heer mevrouw | geachte heer of mevrouw | met vriendelijke groet |
        met vriendelijke groeten | vriendelijke groet | groeten | groet | mvg | akkoord | oké | ok
    """,
    "unsure": "ja ja | jaja | ja nee | nou ja",
}
