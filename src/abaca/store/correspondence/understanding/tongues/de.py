"""German: what words and phrases mean; the first meaning of a phrase counts."""

MEANS = {
    # --- verbs of wishes --------------------
    "cancel": """
        kündigen | zu kündigen | aufzukündigen | aufkündigen | beenden | zu beenden | stornieren | zu stornieren |
        auflösen | aufzulösen | kündigt | canceln | zu canceln | annullieren | auslaufen lassen |
        auslaufen zu lassen | kündigen sie | abzubestellen | abbestellen | kuendige | kündig | aussteigen
    """,
    "cancel:me": """
        kündige ich | ich kündige | kündigen wir | wir kündigen | kündige | storniere ich | ich storniere | ich beende
        | beende ich | hiermit kündige ich | wir beenden | wird hiermit gekündigt | ist hiermit gekündigt | werden
        hiermit gekündigt | gilt hiermit als gekündigt | sei hiermit gekündigt
    """,
    "cancel:done": "gekündigt | beendet | storniert | aufgelöst | gecancelt | abbestellt | auslaufen",
    "cancel:noun": """
        kündigung | kündigungen | kündigungsschreiben | abokündigung | vertragskündigung | aufkündigung |
        stornierung | vertragsauflösung | kündigungserklärung | kündigungswunsch | beendigung | kündigungsgesuch
    """,
    "remove": """
        streichen | austragen | auszutragen | entfernen | zu entfernen | nehmen sie mich | streichen sie mich |
        tragen sie mich aus | rausnehmen | herausnehmen
    """,
    "remove:done": "entfernt",
    "stop": """
        stoppen | abstellen | abzustellen | ausschalten | auszuschalten | deaktivieren | zu deaktivieren |
        abschalten | abzuschalten | einstellen | einzustellen | ausstellen | verhindern | aufheben | aufzuheben |
        stoppt | unterbinden
    """,
    "stop:done": """
        gestoppt | abgestellt | ausgeschaltet | deaktiviert | abgeschaltet | eingestellt | gestrichen | aufgehoben
    """,
    "renew:other": """
        verlängert | erneuert | verlängert wird | verlängert werden | weiterläuft | fortgeführt | fortgesetzt
    """,
    "renew": """
        verlängern | zu verlängern | erneuern | zu erneuern | verlängere | erneuere | weiterführen | weiterzuführen
        | fortsetzen | fortzusetzen | fortführen | weiterlaufen | weiter bezahlen | weiterzahlen | erneuern werden
    """,
    "renew:done": "weitergelaufen",
    "activate": "einschalten | einzuschalten | aktivieren | zu aktivieren | aktivieren sie",
    "resume": """
        reaktivieren | zu reaktivieren | wiederaufnehmen | wieder aufnehmen | wiederaufzunehmen | wieder aufzunehmen
        | wieder aktivieren | wieder zu aktivieren | wieder einschalten | wieder einzuschalten | weiterlaufen lassen
        | doch weiterführen | weiterlaufen zu lassen | wieder anstellen | wiederherstellen | weiter laufen lassen |
        reaktiviert | doch verlängern | doch weiterlaufen lassen | doch zu verlängern | fortsetzen lassen
    """,
    "resume:me": "ich reaktiviere | reaktiviere ich",
    "resume:done": "wieder aktiviert | wieder eingeschaltet",
    "resume:noun": "reaktivierung | wiederaufnahme | wiederaktivierung | wiedereinschaltung",
    "undo": """
        zurücknehmen | zurückzunehmen | zurückziehen | zurückzuziehen | rückgängig machen | rückgängig zu machen |
        rückgängig | aufheben | annullieren | widerrufen | zu widerrufen | ignorieren | ignorieren sie | ignoriert |
        betrachten sie als gegenstandslos | vergessen
    """,
    "undo:me": """
        ich nehme meine | nehme ich meine | ich ziehe meine | ziehe ich meine | ich ziehe die | ich nehme die | ziehe
        ich zurück | nehme ich zurück | ziehen wir zurück | nehmen wir zurück
    """,
    "undo:done": "zurückgenommen | zurückgezogen | rückgängig gemacht",
    "unsub": "newsletter abmelden | austragen lassen | nehmt mich raus | unsubscribe",
    "unsub:me": "",
    "unsub:done": "ausgetragen",
    "unsub:noun": "newsletterabmeldung | austragung",
    "subscribe": """
        abonnieren | zu abonnieren | anmelden | anzumelden | eintragen | einzutragen | bestellen | setzen sie mich |
        nehmen sie mich wieder | aufnehmen in
    """,
    "subscribe:me": "ich abonniere | abonniere",
    "subscribe:done": "abonniert | angemeldet | eingetragen",
    "receive:other": "erhalte | bekomme | kriege | erhalten wir",
    "receive": """
        erhalten | zu erhalten | bekommen | zu bekommen | schicken | senden | zu senden | zuschicken | zuzuschicken
        | zusenden | zuzusenden | empfangen | schicken sie mir | senden sie mir | schickt mir | zugesandt bekommen |
        beziehen | zustellen | schicken sie | senden sie | kriegen | haben
    """,
    "receive:done": "bekommen habe | erhalten habe | angekommen | gekriegt | eingetroffen | zugestellt",
    "upgrade": """
        upgraden | upzugraden | wechseln | zu wechseln | umsteigen | umzusteigen | hochstufen | hochzustufen |
        aufrüsten | aufzurüsten | aufsteigen | umstellen | umzustellen | wechsle | wechsel auf | wechsel zu |
        wechsel zum | erweitern
    """,
    "upgrade:noun": "upgrade | wechsel | umstieg | planwechsel | aufstieg | hochstufung | upgrade angebot",
    "change": """
        ändern | zu ändern | anpassen | anzupassen | korrigieren | zu korrigieren | ersetzen | berichtigen |
        zu berichtigen | aktualisieren | zu aktualisieren | ergänzen | zu ergänzen | abändern | umschreiben |
        ändern sie | neu ausstellen | umstellen auf | hinterlegen | anzugeben | aufführen | umändern | umzuschreiben
    """,
    "change:done": "geändert | korrigiert | angepasst | berichtigt | aktualisiert | ergänzt",
    "change:noun": """
        änderung | korrektur | berichtigung | adressänderung | aktualisierung | anpassung | neue |
        rechnungskorrektur | ergänzung | emailänderung
    """,
    "missing": """
        fehlt | fehlen | falsch | falsche | falschen | falscher | fehlende | fehlerhaft | nicht korrekt |
        nicht richtig | unvollständig | vergessen auf | stimmt nicht | ist nicht aufgeführt | inkorrekt
    """,
    "lost": """
        verloren | verlegt | finde nicht mehr | nicht mehr finden | finde ich nicht mehr | nicht finden | gelöscht |
        versehentlich gelöscht | verschwunden | finde meinen | nicht mehr auffindbar | nicht mehr habe | weg |
        abhanden gekommen | verlor | finde den | kann ich nicht finden | habe vergessen
    """,
    "resend": """
        nochmals schicken | nochmals senden | noch einmal schicken | nochmal schicken | nochmal senden |
        erneut senden | erneut schicken | erneut zusenden | noch einmal senden | nochmals zusenden |
        nochmals zustellen | noch einmal zusenden | nochmal zusenden
    """,
    "refund": """
        erstatten | zu erstatten | rückerstatten | rückzuerstatten | zurückerstatten | zurückzuerstatten |
        zurückzahlen | zurückzuzahlen | zurücküberweisen | geld zurück | zurück haben | zurückhaben | vergüten |
        zurückbekommen | gutschreiben | rücküberweisen
    """,
    "refund:noun": "rückerstattung | erstattung | rückzahlung | gutschrift | rückvergütung | kostenerstattung",
    "refund:done": "erstattet | zurückerstattet | rückerstattet | zurückgezahlt",
    "withdraw": """
        den vertrag widerrufen | vom vertrag zurücktreten | vom kauf zurücktreten | zurücktreten | zurückzutreten |
        vom kauf zurückzutreten
    """,
    "withdraw:me": """
        ich widerrufe | widerrufe ich | widerrufen wir | wir widerrufen | widerrufe | ich trete vom | trete ich vom
        | mache ich von meinem widerrufsrecht gebrauch | ich mache von meinem widerrufsrecht gebrauch
    """,
    "withdraw:noun": """
        widerruf | widerrufsrecht | rücktritt | 14 tägiges widerrufsrecht | widerrufsschreiben | widerrufsformular |
        widerrufserklärung | vertragswiderruf
    """,
    "delete": "löschen | zu löschen | löschung | löschen sie",
    "charge": "abbuchen | abzubuchen | belasten | zu belasten | abbucht | einziehen | abgebucht | verrechnen",
    # --- objects --------------------
    "behalf": """
        verstorben | verstorbene | verstorbenen | verstorbener | gestorben | nachlass | erbin | erbe | erben |
        erbengemeinschaft | testamentsvollstrecker | betreuer | betreuerin | vollmacht | witwe | witwer | todesfall
        | sterbeurkunde | verstarb | im namen meiner | im namen meines
    """,
    "leave": "abmelden | abzumelden",
    "leave:me": "ich melde mich ab",
    "leave:noun": "abmeldung | abbestellung",
    "leave:done": "abgemeldet",
    "keep": "behalten | doch behalten | zu behalten",
    "keep:me": "ich behalte",
    "ere": "bevor | ehe",
    "sub": """
        abo | abos | abonnement | abonnements | abonement | subscription | vertrag | vertrages | vertrags | verträge
        | mitgliedschaft | lizenz | lizenzen | jahresabo | jahresabonnement | jahreslizenz | softwareabo |
        softwareabonnement | lizenzvertrag | abovertrag | softwarevertrag | monatsabo | aboverlängerung |
        professional abo | nutzungsvertrag | jahresvertrag | plan | professional | softwarelizenz | abbo
    """,
    "renewal": """
        verlängerung | automatische verlängerung | automatischen verlängerung | vertragsverlängerung |
        aboverlängerung | lizenzverlängerung | erneuerung | automatische erneuerung | automatischen erneuerung |
        abo verlängerung | auto renewal | autorenewal | renewal | weiterführung | autoverlängerung
    """,
    "news": """
        newsletter | newsletters | newsletter mails | rundbrief | rundbriefe | rundmail | rundmails | verteiler |
        mailverteiler | werbung | werbemails | werbe mails | werbemail | werbepost | mailingliste | mailing liste |
        infomails | info mails | werbe e mails | newsmails | info post | newsletterverteiler | newsletterabo |
        newsletterversand | werbeverteiler | reklame | werbeemails | e mail werbung | neuigkeiten | newsletter abo |
        newsletterliste | liste | adressliste | mailliste
    """,
    "plan": """
        advanced | höheren plan | höherer plan | höhere plan | höhere version | grösseren plan | größeren plan |
        nächsthöheren plan | advanced plan | grössere version | größere version | höheres abo
    """,
    "email": """
        e mail adresse | emailadresse | mailadresse | mail adresse | e mailadresse | email adresse | e mail | email
        | mail | mails | e mails | emails | e mail adressen | login adresse
    """,
    "invoice": """
        rechnung | rechnungen | rechnungsdaten | quittung | beleg | rechnungsempfänger | rechnungsangaben |
        rechnungskopf
    """,
    "vatid": """
        ust id | ustid | umsatzsteuer id | umsatzsteuer identifikationsnummer | ust idnr | ust id nr |
        umsatzsteuernummer | uid | uid nummer | mwst nummer | mwst nr | mehrwertsteuernummer | firmenname |
        firmennamen | steuernummer | name der firma | vat nummer | firmenbezeichnung | name unserer firma |
        name des vereins
    """,
    "address": """
        adresse | anschrift | rechnungsadresse | rechnungsanschrift | firmenadresse | postadresse | lieferadresse |
        strasse | adressen
    """,
    "key": """
        produktschlüssel | lizenzschlüssel | aktivierungsschlüssel | schlüssel | lizenzkey | produktkey |
        aktivierungscode | lizenzcode | key | lizenznummer | seriennummer | freischaltcode | schlüssels |
        produkt key | lizenz key
    """,
    "order": """
        bestellung | bestellungen | auftrag | kauf | einkauf | bestellten | kaufs | bestellung rückgängig | bestellt |
        gebucht | reserviert
    """,
    "account": """
        konto | account | benutzerkonto | kundenkonto | profil | zugang | daten | kontos | accounts | nutzerkonto
    """,
    "money": """
        zahlung | zahlungen | betrag | überweisung | lastschriften | abbuchung | geld | buchung | gebühr |
        dauerauftrag | belastung | zahlungsauftrag | kaufpreis | kaufpreises | automatische abbuchung | lastschrift |
        automatische zahlung | automatischen abbuchung | einzugsermächtigung | lastschriftmandat | sepa mandat | sepa
        lastschriftmandat | mandat | bankeinzug
    """,
    "card": "karte | kreditkarte | kreditkarten",
    "device": """
        rechner | computer | laptop | pc | notebook | macbook | tablet | gerät | geräte | arbeitsplatz
    """,
    "thing": """
        termin | termine | treffen | sitzung | buchung | reservierung | reservation | flug | hotel | ticket | schulung
        | kurs | webinar | anruf | testversion | gespräch | beratung | veranstaltung | seminar | handyvertrag |
        mietvertrag | arbeitsvertrag | versicherung | fitnessabo | fitness | zeitung | lieferung | wohnung | miete |
        stelle | job | upgrade anfrage | demo | telefontermin | handy abo | zeitungsabo | stromvertrag |
        mobilfunkvertrag | einladung | einladungen | platz | plätze | handbuch | anfrage
    """,
    "program": "programm | software | produkt | anwendung | app | dienst | das ganze",
    # --- who asks, and how --------------------
    "then": """
        nächstes jahr | nächsten monat | im nächsten jahr | im frühling | im sommer | im herbst | im winter | im
        frühjahr | nächste woche | kommendes jahr | im kommenden jahr | nächsten sommer
    """,
    "grateful": """
        wäre ihnen verbunden | wäre ihnen dankbar | wäre dankbar | wäre ihnen sehr dankbar | wäre ihnen sehr verbunden
        | wäre euch dankbar | wäre schön | wäre nett | wäre froh | wäre lieb | würde mich freuen | würde es begrüßen |
        wären ihnen dankbar | wären dankbar
    """,
    "please": """
        bitte | bite | bittte | vergessen sie nicht | seien sie so gut und | bitte vielmals | pls | please |
        freundlicherweise | gefälligst | büdde
    """,
    "want": """
        ich möchte | wir möchten | möchte ich | möchten wir | ich will | wir wollen | will ich | wollen wir |
        ich würde gerne | würde ich gerne | ich würde gern | würde ich gern | ich muss | wir müssen | muss ich |
        müssen wir | ich wünsche | wünsche ich | wünschen wir | wir wünschen | ich habe mich entschieden |
        wir haben beschlossen | wir haben uns entschieden | ich habe beschlossen | möchte | möchten | würde gerne |
        würde gern | wir würden gerne | würden wir gerne | ich beabsichtige | will | wollen | habe mich entschlossen
        | möcht | moechte | wir würden gern | hätte gerne | hätte gern | ich brauche | brauche ich | wir brauchen
    """,
    "youcan": "sie können | ihr könnt",
    "ask": """
        können sie | könnten sie | würden sie | könnt ihr | könntet ihr | kannst du | könntest du | ich bitte sie |
        wir bitten sie | ich bitte um | wir bitten um | bitten wir um | bitte ich um | bitten wir sie |
        bitte ich sie | ich bitte euch | ich ersuche sie | ich beantrage | beantrage ich | wir beantragen |
        ich wäre ihnen dankbar wenn sie | wäre ihnen dankbar wenn sie | ich wäre dankbar wenn sie | ich verlange |
        wir verlangen | ich fordere sie auf | fordere ich sie auf | ich fordere | darf ich sie bitten |
        dürfte ich sie bitten | darf ich um | ersuche um | ich ersuche um | bitte um | bitten um | könnten sie bitte
        | können sie bitte | könntet ihr bitte | ich erbitte | hätten sie die güte | würdet ihr | wären sie so nett
        | wären sie so freundlich | sind sie so gut | bitte sie | bitte euch | verlange | verlange ich
    """,
    "hereby": """
        hiermit | hierdurch | mit diesem schreiben | mit dieser mail | mit dieser e mail | auf diesem weg |
        auf diesem wege | mit sofortiger wirkung
    """,
    "confirm": """
        bestätigen sie | bestätigung | bestätigen | betreffend | bezüglich | betreffs | betrifft | bzgl | wegen |
        zu meiner | nach meiner | trotz | erhalt | eingang | danke für | vielen dank für | über | zur |
        bestätigt mir | antwort auf | meine kündigung vom | bestätigt | stand
    """,
    # --- what speaks against it --------------------
    "able": "kann | können | kannst | konnte | konnten | lässt | lassen sich",
    "price": "preis | preise | preisen",
    "not": """
        nicht | kein | keine | keinen | keinem | keiner | keines | nie | niemals | nein | ohne | weder | keinesfalls
        | auf keinen fall | nichts | statt | anstatt | keineswegs | nimmer | net | nciht | nihct | nich
    """,
    "once": "sobald | erst wenn | nachdem ich | nachdem wir",
    "unless": "es sei denn | außer wenn | ausser wenn | außer | ausser | nur wenn | nur falls",
    "follows": "folgendes | das folgende | wie folgt | mit so einer mail | so eine mail | mit so etwas",
    "if": """
        falls | wenn | sofern | im falle | im fall | vorausgesetzt | angenommen | sonst | ansonsten | andernfalls |
        solange | sollte | sollten sie | solltet ihr | gesetzt den fall | würde ich | vorbehaltlich | unter der
        bedingung | unter vorbehalt | wenn nicht | ob sie | je nachdem
    """,
    "how": """
        wie | wie kann ich | was | wann | warum | weshalb | wieso | wo | welche | welcher | welches | wer | kann ich |
        kann man | könnte ich | ist es möglich | muss ich das | geht das | frage | fragen | wie lange | wissen | darf
        ich | ich frage mich | erklären | zeigen sie mir | helfen | hilfe | anleitung | wozu | woran | gibt es | ich
        würde gerne wissen | ich möchte wissen | möglich | können wir | möglichkeit | was passiert | wohin | kann man
        das | inwiefern | wofür | nachfragen | erkundigen | muss man | woher | wielange | ob | sind sie die | sind sie
        der | seid ihr die
    """,
    "past": """
        wurde | wurden | war | waren | hatte | hatten | bereits | schon | gestern | letztes jahr | letzten monat |
        letzte woche | vor einem | vor zwei | vor drei | vor einer | vorgestern | versucht | wollte | wollten |
        gebeten | früher | damals | kürzlich | neulich | letztens | worden | ich habe ihnen | dachte | hab schon | im
        letzten jahr | vergangenen | vor wochen | vor tagen | vor monaten | ist mir | habe versucht | längst |
        geschickt | geschrieben | hat | ich schrieb | wie ich schrieb | danke für die schnelle | vielen dank für die
        schnelle | danke für die prompte | vielen dank für die prompte | danke für ihre antwort | vielen dank für ihre
        antwort | danke für die antwort | danke für die erledigung | vielen dank für die erledigung
    """,
    "say": """
        sagt | sagte | gesagt | meint | meinte | behauptet | behauptete | schreibt | schrieb | laut | angeblich |
        hiess es | hieß es | heisst es | heißt es | steht | empfohlen | empfahl | empfiehlt | geraten | rät | hörte |
        gehört | gelesen | erzählt | fordert mich | sagten | schreiben sie dass | sagen | erwähnt | mitgeteilt |
        gemäss | kündige ich an | kündigen wir an | kündigte an | hiermit kündige ich an | ich kündige an | wir
        kündigen an | hiermit kündigen wir an
    """,
    "maybe": """
        vielleicht | eventuell | evtl | überlege | überlegen | überlege mir | erwäge | erwägen | denke | denke darüber
        nach | nachdenken | möglicherweise | wahrscheinlich | vermutlich | unsicher | könnte sein | spiele mit dem
        gedanken | am liebsten | eigentlich | gedanke | gegebenenfalls | ggf | könnte | hätte | wäre | würde |
        theoretisch | bin am überlegen | plane | planen | hoffe | zögere | womöglich | jedes jahr | immer | jedes mal
        | normalerweise | lieber kündige ich | lieber kündigen | eher kündige ich | dann lieber
    """,
    "iwill": "werde | werde ich | werden wir",
    "future": """
        werden | bald | demnächst | irgendwann | eines tages | in zukunft kündigen | früher oder später | haben vor |
        habe vor | hab vor | haben wir vor | habe ich vor
    """,
    "they": """
        er | sie will | sie möchte | kunden | leute | jemand | jeder | man | alle anderen | unser kunde | nutzer |
        ihn | ihm | ihrem | er möchte | er will
    """,
    "others": """
        bank | hausbank | paypal | andere | anderes | anderen | anderer | kollege | kollegin | kollegen | frau | mann
        | chef | sohn | tochter | freund | freundin | bruder | schwester | mutter | vater | nachbar | mandant |
        netflix | spotify | amazon | adobe | microsoft | apple | google | lexware | sevdesk | datev | telekom |
        vodafone | swisscom | handy | internet | konkurrenz | anbieter | arbeitgeber | mitarbeiter | firma x | dropbox
        | steuerberater | treuhänder | versicherer | vermieter | ehemann | sage | bexio | abacus | buchhalterin |
        kreditkartenfirma | zweites | zweite | mandantin | mandanten | klientin | klient | kundin von uns
    """,
    "at": "bei | beim | von der firma",
    "problem": """
        knopf | button | schaltfläche | link | funktioniert nicht | geht nicht | klappt nicht | fehler | fehlermeldung
        | defekt | kaputt | seite | formular | menü | kündigungsbutton | kündigungsfrist | frist | agb | bedingungen |
        kündigungslink | kündigungsbestätigung | kündigungsseite | kündigungsfristen | option | fenster | funktion |
        kündigungsformular | kündigungsknopf | klausel | gebühren | abmeldelink | funktioniert | klappt | verfahren |
        gesetz | widerrufsbelehrung | menu | ausgegraut
    """,
    "click": """
        klicken sie hier | klicken | geklickt | gedrückt | hier klicken | anklicken | klicken sie auf | abmeldelink
        | sie erhalten | drücken | klick
    """,
    "later": """
        noch nicht | nicht jetzt | erst nach | nach der verlängerung | erst später | später | vorerst | erst wenn |
        erst im | nicht vor | erst nächstes jahr | übernächstes jahr | nächstes mal | erst in
    """,
    "mind": """
        anders überlegt | meinung geändert | gegenstandslos | hinfällig | scherz | spass | spaß | war ein versehen |
        doch nicht | doch nicht kündigen | nicht ernst | kommando zurück | aber zuerst | aber vorher | doch zuerst |
        zuerst aber | vorher aber | warten sie | oder warte | ach nein | doch lieber nicht | lieber doch nicht |
        vergessen sie das | vergesst das | vergessen sie es | lassen sie es laufen | doch laufen | lassen sie alles |
        alles beim alten | quatsch | halt stopp | moment noch | frage erst | erst noch fragen | nicht ich | nicht
        meines | nicht meins | ich meine das | ich meine die | ich meine den | mail war für | nachricht war für | für
        jemand anderen | für jemand anders | falscher empfänger | falsche adresse | ich bestätige es | bestätige ich
        noch | nur sehen ob | nur testen | nur ein test | nur ein versuch | welches der beiden | welche der beiden |
        welches von beiden | so hat es mir | rufen sie mich | rufen sie zuerst | ruft mich | erst anrufen | zuerst
        anrufen | noch darüber nachdenken | noch mal darüber schlafen | eine nacht darüber schlafen | zu früh auf
        senden | zu früh abgeschickt | tun sie nichts | unternehmen sie nichts | nein bitte nicht | nur sehen | nur
        mal sehen | bloss sehen | bloß sehen
    """,
    "partial": """
        eines der | eine der | einen der | nur eine | nur eines | eines meiner | eine meiner | eine von | eines von |
        zwei der | zwei von | die zweite | einige | eine lizenz | teil | erste | ältere | ein paar | eins davon |
        eines davon | einer davon | eine davon | einen davon | eins von | zwei abos | zwei lizenzen | zweimal |
        doppelt | das neuere | das ältere | die neuere | die ältere | das zweite | das erste | eine von den | eine von
        unseren | eines von den | den zweiten | der zweite | zweiten platz | zweite platz
    """,
    # --- what is harmless --------------------
    "noneed": """
        brauche nicht mehr | nicht mehr brauche | benötige nicht mehr | nicht mehr benötige | nicht mehr benötigen |
        nutze nicht mehr | nicht mehr nutze | nicht mehr nutzen | nicht mehr verwende | nicht mehr verwenden |
        brauche ich nicht mehr | benötige ich nicht mehr | nutze ich nicht mehr | nicht mehr gebraucht |
        nicht mehr benötigt | keine verwendung | kein interesse mehr | kein interesse | keinen bedarf mehr |
        keinen bedarf | nicht gebrauche | nicht mehr brauchen | brauche es nicht mehr | brauche es nicht |
        nicht zufrieden | nicht mehr leisten | nicht leisten | verwende ich nicht mehr | brauchen wir nicht mehr |
        benötigen wir nicht mehr | nutzen wir nicht mehr | nie genutzt | nicht genutzt | nicht mehr verwendet |
        keine verwendung mehr | nicht nutze | nicht brauche | brauche das programm nicht mehr |
        brauche die software nicht mehr | nutze das programm nicht mehr | nutze die software nicht mehr |
        benötige die software nicht mehr | benötige das programm nicht mehr | brauchen die software nicht mehr |
        brauchen das programm nicht mehr | benötigen die software nicht mehr | benötigen das programm nicht mehr |
        lese ich nicht | lese ihn nicht | nicht lese | nie lese | lese ich nie | brauche ihn nicht |
        nicht mehr aktiv | nicht mehr tätig | nicht mehr selbständig | verwende sie nicht mehr | nutze es nicht mehr
        | brauche sie nicht mehr | nutze sie nicht mehr | verwenden wir nicht mehr | keine zeit | nichts für ungut |
        kein bedarf
    """,
    "or": "oder",
    "and": "und | sowie | u | und zudem",
    "so": "also | daher | deshalb | somit | darum | deswegen",
    "but": "aber | jedoch | sondern | doch | obwohl | allerdings",
    "because": """
        weil | da ich | da wir | denn | grund | gründe | da die | da das | da mein | da unser | da der | aufgrund |
        weil ich | damit | da es
    """,
    "greet": """
        hallo | guten tag | sehr geehrte | sehr geehrter | liebe | lieber | damen und herren | damen | herren |
        guten morgen | guten abend | grüezi | moin | servus | grüss gott | grüß gott | team | herr | hi | hoi | salü
        | liebes | geehrte | support | zusammen | halo | hey | huhu | tach | guten | hallöchen | liebe grüße an alle
    """,
    "close": """
        mit freundlichen grüssen | mit freundlichen grüßen | freundliche grüsse | freundliche grüße | mfg |
        viele grüsse | viele grüße | beste grüsse | beste grüße | liebe grüsse | liebe grüße | gruss | gruß | lg |
        vg | hochachtungsvoll | herzliche grüsse | herzliche grüße | mit besten grüßen | mit besten grüssen |
        freundlichst | grüsse | grüße | besten gruss | schöne grüsse | schöne grüße | mit freundlichem gruß |
        mit freundlichem gruss
    """,
    "my": "mein | meine | meinen | meinem | meiner | meines | unser | unsere | unseren | unserem | unserer | unseres",
    "your": "ihr | ihre | ihren | ihrem | ihrer | euer | eure | euren | eurem | aus ihrem | von ihrem",
    "the": "das | die | der | den | dem | des | dieses | diese | diesen | dieser | diesem | oben genannten | obigen",
    "a": "ein | eine | einen | einem | einer | eines | irgendein",
    "pron": "es | ihn | mich | mir | uns | das abo | alles | beide | diese | dies | euch | ihnen",
    "i": "ich | wir",
    "you": "sie | ihr | du",
    "owner": "für | im namen von | lautend auf | auf den namen | auf den namen von | der firma | unserer firma",
    "link": """
        zum | zu | per | von | vom | ab | auf | an | in | im | aus | am | mit der | nr | nummer | bestellnummer |
        zur nummer | mit | kundennummer | namens | bestellnr | kundennr | lautend | unter | um
    """,
    "time": """
        ende | ablauf | laufzeit | jahresende | nächstmöglichen | nächstmöglicher | zeitpunkt | termin | monatsende
        | nächstmöglichen termin | nächsten termin | nächstmöglichem | vertragsende | laufzeitende |
        ende der laufzeit | jahres | monats | vertragslaufzeit | januar | februar | märz | april | mai | juni | juli
        | august | september | oktober | november | dezember | fälligkeit | nächstmöglichen kündigungstermin |
        ablaufdatum | enddatum | abos | jahr | monat | kommenden | stichtag
    """,
    "soft": """
        sofort | umgehend | jetzt | heute | so schnell wie möglich | so bald wie möglich | schnellstmöglich |
        baldmöglichst | fristgerecht | fristgemäss | fristgemäß | ordentlich | ausserordentlich | außerordentlich |
        vorsorglich | hilfsweise | jährliche | jährlichen | jährliches | bestehende | bestehendes | bestehenden |
        laufende | laufendes | laufenden | aktuelle | aktuelles | aktuellen | mal | einfach | gleich | künftig |
        zukünftig | in zukunft | wenn möglich | falls möglich | sofern möglich | wie besprochen | wie gewünscht | wie
        telefonisch besprochen | automatisch | automatische | automatischen | danke | vielen dank | besten dank |
        herzlichen dank | dankeschön | merci | ok | ja | gut | kunde | kundin | sich | selbst | weiter | weiterhin |
        mehr | gerne | gern | auch | zudem | dann | rechtzeitig | vor ablauf | vor | nach | heutigem | wirkung | mit
        wirkung | ab sofort | ab heute | genannte | genanntes | genannten | folgende | folgendes | folgenden | gesamte
        | gesamten | komplett | vollständig | endgültig | definitiv | nun | hier | wieder | bestens | frist | unter
        einhaltung der frist | unter einhaltung der kündigungsfrist | fristlos | nächste | nächsten | nächster |
        werten | oben | unten | kündigungsgrund | monatliche | monatlich | jährlich | lassen | wird | wunschgemäss |
        gemäss | betreff | aus persönlichen gründen | aus finanziellen gründen | aus gesundheitlichen gründen | direkt
        | unverzüglich | jeweils | wenn es geht | wie vereinbart | nicht mehr benötigtes | dringend | regulär |
        termingerecht | schriftlich | allenfalls | nein danke | ausserdem | außerdem | ich wiederhole | nochmals |
        noch einmal | wiederhole | ohne absicht | irrtümlich | aus versehen | von selbst | stillschweigend | sobald
        wie möglich | sobald als möglich | sobald es geht | sobald möglich | wenn es noch rechtzeitig ist | falls es
        noch rechtzeitig ist | falls noch möglich
    """,
    "function": """
        ich | du | er | sie | es | wir | ihr | der | die | das | den | dem | des | ein | eine | einen | und | oder |
        aber | nicht | ist | sind | war | hat | haben | habe | hab | bin | wird | werden | zu | zum | zur | mit |
        von | vom | für | auf | an | in | im | am | bei | aus | nach | vor | über | unter | um | als | auch | so |
        nur | noch | schon | mehr | mein | meine | mir | mich | dass | daß | wenn | weil | da | bitte | kann |
        können | ihnen | ihre | ihren | sich | man | dies | diese | dieses | was | wie | gibt | mal | geht | machen
        | mache | uns | seit | bis | durch | gegen | jetzt | hier | dort | dann | sehr | viel | gut | guten | tag |
        freundlichen | grüßen | grüssen | verlangen | ändert | einem | einer | würden | bekannt | verbinden |
        stellen | gestellt | ankündigung | erkundigung | erkundigungen | ankündigen | verlängerungskabel | melde |
        melden | ab | zurück | nehme | nehmen | ziehe | schalten | schalte | schliessen | angebot | offerte
    """,
}
IN_TWO_PARTS = {
    "remove": "nehmen...raus heraus | nehmt...raus",
    "leave": "melden...ab | melde...ab | meldet...ab",
    "unsub": "tragen...aus | trage...aus | bestellen...ab | bestelle...ab | bestellt...ab",
    "stop": """
        schalten...aus ab | schalte...aus ab | stellen...ab ein aus | stelle...ab ein aus | nehmt...raus |
        schaltet...aus ab
    """,
    "activate": "schalten...ein",
    "resume": "stellen...wieder | nehmen...auf | führen...fort weiter",
    "undo": """
        nehme...zurück | nehmen...zurück | ziehe...zurück | ziehen...zurück | machen...rückgängig |
        mache...rückgängig
    """,
    "refund": "zahlen...zurück | erstatten...zurück | überweisen...zurück",
    "cancel": "löse...auf | lösen...auf | heben...auf",
    "withdraw": "trete...zurück | treten...zurück",
    "subscribe": "melden...an | tragen...ein",
}

# a whole answer to a question of ours, and nothing else: see assenting.py
ANSWERS = {
    "yes": """
        ja | jawohl | das war ich | ich war das | ich war es | das bin ich | das stimmt | stimmt | richtig |
        das ist richtig | korrekt | das ist korrekt | genau | bestätige | bestätigt | ich bestätige |
        ich bestätige das | ich bestätige dies | ich bestätige es | hiermit bestätige ich |
        hiermit bestätige ich das | hiermit bestätigt | das möchte ich | das will ich | ich möchte das |
        ich will das | ja will ich | ich will | so ist es | selbstverständlich | natürlich | auf jeden fall
    """,
    "no": """
        nein | das war ich nicht | ich war das nicht | ich war es nicht | das bin ich nicht | das stimmt nicht |
        stimmt nicht | das ist nicht richtig | das habe ich nicht geschrieben | ich habe das nicht geschrieben |
        ich habe dies nicht geschrieben | ich habe ihnen nicht geschrieben | ich habe nicht geschrieben |
        ich habe nichts geschrieben | nicht von mir | das ist nicht von mir | das möchte ich nicht |
        das will ich nicht | ich möchte das nicht | ich will das nicht | auf keinen fall
    """,
    "polite": """
        bitte | bitte sehr | danke | danke schön | dankeschön | vielen dank | besten dank | herzlichen dank | gern |
        gerne | hallo | guten tag | guten morgen | guten abend | grüezi | sehr geehrte damen und herren |
        liebes team | mit freundlichen grüßen | freundliche grüße | viele grüße | liebe grüße | beste grüße |
        herzliche grüße | grüße | gruß | mit freundlichem gruß | mfg | lg | vg | ok | okay
    """,
    "unsure": "ja ja | jaja | na ja | naja | jein | ja nein",
}
