"""Words of everyday that are a slip away from a word of the tables, or mean something in another language only.

"Please contact me" has nothing to do with a contract, nor a piano with a "piano" in Italian: such words are taken as
they stand, as unknown ones, and never mended. Found by going through the most frequent words of each language.
"""

EVERYDAY = {
    "en": """
        ample arrive assurance bail bite blank bon booming bother bulletin burton cargo cause chant chanting charged
        charming chase chick chose clash clint clock coarse conform contact contrasts convert crease crush curse
        debating decreased demonstration depleted desire doses dried eliminate esther ether excerpt farmer feather
        fight filed fitness formation fright hopping hostel incomplete job licking lively locking locks malls mandate
        melting messing mist modification monkey newer noting nova older otter ounce paige papal passage pi piano
        potion prince princes prizes prone propaganda prowess pub pulse quite relocation reunion revered rewarding
        roads saving seated sensing shell shopping skates slated small spend spending spoon spying stage staged stages
        stakes stall stared stares started statues stayed staying stays stepped stepping suppression teams telephone
        tire tired tough towing trail trailing tribal tryin twain vol waited waits wander wandering warmed warped
        wasted watts wheat width world
    """,
    "fr": """
        acide adressées agent agresser agressé aimer allions ample anaïs annales annuels appelé ardent arête avide
        aviez avère avéré bague ballet baril barque basque bite blogue bon boston capte capté casse casser cassé caste
        centaines chanter chargement charger chargé charte chase chlore claque claquer claqué clarté classe classé
        coeurs collèges coloré combine combiné comité comités comte comtes comté comtés comète concernent concret
        confirment conformer continue cooper couler coûter crient cursus cœurs dates demandant dirait dires disent
        distant donnes donnés dotés débute débuter débuté décidée défoncer délire délit dépit elfes envoie envoler
        faille farmer fasse favorite ferais ferez feriez fermier fière flemme folle fout fracture fractures fée garer
        hiver hérité importe incite incité intérêt laver levier licenciés lions lisses lueur lèvre léger maigre mamie
        manche maris marquant marque marquent marqué marthe masque masqué montent montrant mètre orage pare parfait
        parie parité parlait partait partit passible patrie payait paysage peaux pendu pensions perso pi piano pieux
        plage pleut poumons pourris pourvoir pouvions péage rareté recrue redire refus relire revois revoit revue
        récit résume résumé sains salaire salon servait servis servit sieur simon singe souhaitant stage sueur tante
        tardif teinte teste testé texte tire tiré trente tueur tumeur veiller vieux vivement voeux voulions vrais
        vécut édit étendu évaluer évoquer
    """,
    "de": """
        abgenommen abzugeben adern alter andre andré anfassen angefasst angepisst angestellt anlässen anmeldung
        anzugehen aufgeben aufgetragen aufstellen aufzugeben ausführen ausgelöst auslösen ausprägung ausstieg
        beerdigung beitrag belassen berechtigt berechtigung besichtigen besichtigt besichtigung bestätigten betätigen
        betätigung biete bill blank bon brite chief dauer decke demonstration denen dichte dächer einzige empfehlen
        end entfernten erbsen erden erholt erklärten ernste ernte erwin fehlten fester first fix flasche flaschen
        formation fragten frauen frisst frost frust fühlen fühlt gebieten geboten gefäss geistern gejagt gelegen
        geraden gerückt geschockt get gewagt gewesen gmünd got grand grande hafen haften hagen haken halben halfen
        halte halten hardy harten hasen haste hauen heben helden helen helfe hellen herstellen hilfen holte häfen
        hütte hütten jeher jener kalte kannte kannten kante karate kenne kenner kennst kevin klein kleine kleinem
        kleinen kleiner kleines konten kurden kälte laute lebte legte leiste löst löste macht machte matter meiste
        mist mitte munter muster mächte müde nacht nachts night orden passage pi presse pressen reis reste sahen
        saiten samen sangen satzung saugen saugt schickten schinken schmerz schreib schwerter schüssel segen sekte
        senken shoppen sieht soest spenden stage steile stille stopfen strand suite sünden verführen verlage verlagert
        vermessen vermuten verschwanden verschwenden verschwinden vol vorfahren vortrag vorträge wahre wahren warfen
        warmen warnen warren weber wehen weiche weicher weide weiden weissen wellen wende wenden wertung wesen weser
        wessen wiegen wiesen willen wolken woman worin worum wunde wunden älter überleben
    """,
    "it": """
        abbinamento abbinato acquisiti acquisito acuto aerei agendo altare altari annuali antiche araba attirare
        avente avrete avute avuto barca basata bianca bill branca busta campo canta canto capre carità carota
        cassazione casta cento certa cesare chiederlo chiedete chiodo chiudiamo chiudo cita colto concetto concreto
        conformi consulta conta contatti contatto contrasti contrasto corrotto corruzione corsa corta corto costo
        cotto crudo darti datti dentro dicano diete dispetto ditte domicilio duetto eletto end fattore fico finzione
        firmare firmate foglia foglio formare formate formule forniture fosse frattura fratture gusto ignorante
        imposto invitare lacune lento lieta lotto lutto maglie mal mancare mancati mancino mandano mandato manica
        mantenute marca marcato marta molta monta motta nintendo nova orsini paesaggio pare parete parso passeggio
        passiamo passo passò paure pedro pensa perdi pesare pesto petali peter pezzi pezzo pieno piero pisano poche
        poker polso porte porter poster potente poteri potter povere power preposto presa priva privato proposito
        psiche pubblicata quarti quarto quinto regione ridare ridosso rieletto rileva rimesso rimettere rivoluzione
        saldi sapore saprei scarso scosso serale siero smentito solidi somme sordi sparo stelle tango tanto temere
        tenebre tenore testato teste testo tevere torto transizione trono tumore valeva vedeva vedevo vento vista
        vogliano vol voluto
    """,
    "es": """
        aguda amada andan andes angular angulo aparte apuntando artes atada ayúdame barco bill blanco boston cagado
        cagar caigo calientes cambiando canela canto cantó capilla cargando carlos carros carta castilla cemento cinta
        clases colmo cometa compara compás conformación conformar conforme conmigo considerado consulta contarle
        contigo conto contó coros corren corro cuanta cuantas cuarto cubren cuencas cuento cuesta cuánta cuántas
        cuñado dadas dados daños decime deseados deuda deudas duras elias elijo eliminando elías empleando encender
        encontró estero evitan extender fallan fractura fracturas habitan hablan habrán habré habrían hacia hacian
        hacéis hacía hacían harían incluían influir information intentando inventado lagunas legado llegando llenado
        llevado lleve llevé luego mantenían mario mirar necesitados obras olvidando otero pagado palos parado pareció
        paris parque parten parís pasando pasear pasen pasos patos pedro pedía pensó perdemos perdidos perdimos perdio
        perdió perdía perro persa pesado petro pi piano pisar planeando planos planteado platos podamos podian podido
        podio podremos podrán podrás podían pondría ponemos ponía porte precisos predio premio premios presunta previo
        previos profesional pudimos pulgar queen queramos quiera quitando quitas ramon ramón ratón recibió recibía
        recomiendo resume retro riego serbia servía signo siria solicitando soria tampico tirar tire tiren traen tumor
        valor valorado vista vol ángulo óxido
    """,
    "pt": """
        acaso aguda alterando andes anglo antigo anões artes atirar atlas atualizando avalia barco basco bill blanco
        boato branco butão camada canela canta carta carvão cassação cesar chapada chegando cheio chique chove cientes
        cita cobrando compara conceito concreto conrado conseguirmos consertar conserto considerado contado contato
        conteúdo contida contido contigo conto correm corta cosmo costa cumpra césar danos dedos deitado deitar delito
        delitos despejo destacam devida devidas devo divida doados dívida dívidas elias encerrando end enfiar
        enterrada enterrado enterrar entorno estender falam falando falavam falha falharam falhou faltou farta fator
        ficha fitness fixar focar folha formam fratura futura futuras havaí imigração importo lidar lugar malta mantem
        mantinha mantém mantêm master mentalidade muita noiva noivo obtém ostras padrão paguei paisagem palestra
        pareço parque partem passando passarem passo patroa pedem pedindo pensado perdia perdidos persa pesando pi
        piano plantio pleno podermos podre podres poker porte pouso power pratos precioso presos pretos prevendo
        profissional prova pudemos puder quarto quebra quebram queriam quinto quénia quênia ração redor refiro reis
        renomado renome resume seguido seguindo sereia servia serão seção sofre solicitados sérvia síria tarefa temia
        tenha tenhamos tentando teoria terem teremos terços testado tigre tocar transição traça traçar tumor vapor
        varia vasos velho vemos vento vinho virgem visite vista vol álbuns ângulo
    """,
    "nl": """
        aangenomen aangereden aangetast aankomen aanloop actiever aires andre andré anker appel begrippen beheerde
        beheert behoeden beleg bepaling bepalingen bereid bill blaas blank boeing boekte bonte burton contact
        contacten danken daten deken dekken denen dicht dichter doodgaan eender end etentje eventuele factoren fitness
        formule gebeden geboord geladen gelden gelegd genen genezen gereden gerukt gestapt get geven gewezen gewonden
        geworpen graan green handen helden helft helmen heupen hielp hielpen hoeden hoeft holden honden houten job
        kanten kasten kenden kennen kisten klanken klinken klokken kotsen kranten krijt kringen kroop kusten kwart
        lader lager laser laster lever liter macht mal malen maling menen mengen messen minst mischien mochten modder
        nadere negen neger nemen neven new nova oever omvat omver ontbonden ontving ontvingen opgedaan opgegeven
        opgelegd opzetten overheden overleven overweg overwogen paren parijs parket passage pi piano raden redden
        regen regenen reken rekenen roden schappen scheef schrift schroef shoppen sluizen spuiten staren stippen
        stopten storen string train treffen uitziet vaker verankerd vereerd vergeven verhoren verkocht verlangt
        verlegen verlenen verlopen vermeden vermengd vermoeden versteld vertelden verving verweten vol vrucht wagen
        wagens waken wallen wapen warmen warren wassen wedden weiden weken wenden wenen werpen werven westen wetten
        wezen wezens wierden wijde wijken wijnen wijten wijven wijzen winden wisten zeiden zelden zender zolder zonden
        zowat zuilen
    """,
}
