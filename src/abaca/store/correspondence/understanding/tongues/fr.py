"""French: what words and phrases mean; the first meaning of a phrase counts. "pas" denies, not "ne"."""

MEANS = {
    # --- verbs of wishes --------------------
    "cancel": """
        résilier | annuler | résiliez | annulez | mettre fin à | mettre fin | mettez fin à | mettre un terme | mettre
        un terme à | interrompre | me désabonner de votre logiciel | rompre | dénoncer | résilie | annule | arrêter de
        payer | l'annuler | le résilier | cesser | clôturer | clôturez | interrompez | clore | stoppe | canceller |
        cancellez | cancelez
    """,
    "cancel:me": """
        je résilie | nous résilions | j'annule | nous annulons | je mets fin | je mets un terme | nous mettons fin |
        je dénonce | nous dénonçons | je stoppe | je mets fin à | nous mettons fin à | est résilié par la présente |
        est par la présente résilié
    """,
    "cancel:done": """
        résilié | résiliée | annulé | annulée | résiliés | annulés | ai résilié | avons résilié | a été résilié |
        ai annulé | j'ai résilié | j'ai annulé | interrompu
    """,
    "cancel:noun": """
        résiliation | annulation | demande de résiliation | lettre de résiliation | demande d'annulation |
        dénonciation | résiliations | résiliation de contrat | interruption | arrêt
    """,
    "cancel:other": """
        résilient | annulent | vous résiliez | vous annulez | on résilie | il résilie | résilierais | annulerais |
        résilierions | résilierait
    """,
    "remove": """
        retirer | retirez | enlever | enlevez | supprimer | supprimez | retirez moi | enlevez moi | supprimez moi |
        retirez mon adresse | ôtez moi | radier | radiez | me retirer | me supprimer | m'enlever | rayez moi |
        retire moi
    """,
    "remove:done": "supprimé | retiré | retirée",
    "stop": "arrêter | arrêtez | stopper | stoppez | désactiver | désactivez | suspendre | couper | stop | cessez",
    "stop:me": "j'arrête | je désactive",
    "stop:done": "arrêté | désactivé | arrêtée | désactivée",
    "renew:other": "renouvelle | se renouvelle",
    "renew": """
        renouveler | renouvelez | renouveller | reconduire | prolonger | prolongez | reconduisez | soit renouvelé |
        soit reconduit | renouvelé | être renouvelé | soit prolongé | reconduit | renouveliez | poursuivre | prolongé
        | renouvellez | continuer | soit pas renouvelé | reconduirons | reconduirai | renouvellerons | renouvellerai |
        reconduite | renouvelée | reconduisons | renouvelons | soit renouvelée | continuer à payer | soit reconduite |
        ne le renouvelez | ne la renouvelez | ne renouvelez | ne me le renouvelez | ne le reconduisez | ne la
        reconduisez
    """,
    "activate": "activer | activez",
    "resume": """
        réactiver | réactivez | reprendre | rétablir | rétablissez | remettre en route | réenclencher | remettre |
        relancer | réactive | reprenez | remettez | relancez | rétablissiez | réactiviez | remettez en place |
        remettre en place
    """,
    "resume:me": "je réactive | je reprends | nous réactivons",
    "resume:done": "réactivé | réactivée | rétabli | repris",
    "resume:noun": "réactivation | reprise | rétablissement | remise en route",
    "undo": """
        revenir sur ma | revenir sur | retirer | retirez | révoquer | révoquez | lever | ignorer | ignorez |
        ne pas tenir compte | ne tenez pas compte | ne tenez plus compte | ne pas prendre en compte |
        ne prenez pas en compte | oubliez | oublier | considérer comme nulle | considérer comme nul |
        revenir en arrière | faire marche arrière
    """,
    "undo:me": "je retire | nous retirons | je reviens sur | je révoque",
    "unsub": """
        me désinscrire | désinscrire | désinscrivez moi | désinscrivez | désinscris moi | désinscription svp |
        unsubscribe | désinscriviez | nous désinscrire | désinscrivez nous
    """,
    "unsub:me": "je me désinscris | je souhaite me désinscrire | je veux me désinscrire",
    "unsub:done": "désinscrit | désinscrite",
    "unsub:noun": "désinscription | demande de désinscription",
    "subscribe": """
        m'inscrire | inscrivez moi | inscrire | m'abonner | abonnez moi | abonner | inscrivez | ajoutez moi |
        nous inscrire | me réinscrire | réinscrire | réinscrivez moi | réinscrivez
    """,
    "subscribe:me": "je m'inscris | je m'abonne | j'aimerais m'inscrire",
    "subscribe:done": "inscrit | inscrite | abonné | abonnée",
    "receive:other": "reçois | recevons | reçoit",
    "receive": """
        recevoir | envoyer | m'envoyer | envoyez | envoyez moi | m'adresser | nous envoyer | de m'envoyer | reçoive
        | recevrai | m'envoyiez | adresser | avoir
    """,
    "receive:done": "reçu | reçue | reçus | arrivé | ai reçu | parvenue | parvenu | obtenu",
    "upgrade": """
        passer à | passer au | passer du | passer de | passer en | passer vers | changer de plan |
        changer de formule | changer d'abonnement | upgrader | monter en gamme | évoluer | mettre à niveau |
        basculer | migrer | changer pour | passer | surclasser | passer sur
    """,
    "upgrade:noun": """
        passage | mise à niveau | changement de plan | changement de formule | upgrade | montée en gamme |
        surclassement
    """,
    "change": """
        modifier | modifiez | changer | changez | corriger | corrigez | rectifier | rectifiez | mettre à jour |
        mettez à jour | remplacer | remplacez | ajouter | ajoutez | actualiser | compléter | faire figurer | refaire
        | refaites | rééditer | réémettre
    """,
    "change:done": "modifié | changé | corrigé | rectifié | mis à jour | remplacé",
    "change:noun": """
        modification | changement | correction | rectification | mise à jour | nouvelle | changement d'adresse |
        ajout
    """,
    "missing": """
        manque | manquent | manquant | manquante | erroné | erronée | incorrect | incorrecte | faux | fausse |
        incomplète | incomplet | n'apparaît pas | ne figure pas | ne comporte pas | ne mentionne pas |
        mal orthographié | n'est pas correcte | n'est pas correct | est absent | absente | n'est pas indiqué |
        oublié d'indiquer
    """,
    "lost": """
        perdu | ai perdu | égaré | ne retrouve plus | ne retrouve pas | retrouve plus | ne trouve plus |
        ne trouve pas | retrouver | effacé | supprimé par erreur | introuvable | n'ai plus | oublié | trouve plus |
        trouve pas | ne retrouvons plus | ne trouvons plus | n'avons plus
    """,
    "resend": """
        renvoyer | renvoyez | renvoyez moi | me renvoyer | renvoi | nous renvoyer | envoyer à nouveau | renvoyiez
    """,
    "refund": """
        rembourser | remboursez | me rembourser | remboursez moi | être remboursé | être remboursée | restituer |
        rendre mon argent | récupérer mon argent | remboursé | remboursée | nous rembourser | recréditer |
        remboursiez
    """,
    "refund:noun": "remboursement | restitution | avoir sur | remboursements",
    "withdraw": """
        me rétracter | exercer mon droit de rétractation | faire valoir mon droit de rétractation |
        faire usage de mon droit de rétractation | nous rétracter | user de mon droit de rétractation |
        exercer notre droit de rétractation | renoncer à mon achat | exercer mon droit de rétraction
    """,
    "withdraw:me": """
        je me rétracte | j'exerce mon droit de rétractation | nous nous rétractons |
        je fais valoir mon droit de rétractation | nous exerçons notre droit de rétractation |
        je notifie ma rétractation | vous notifie ma rétractation | je vous notifie par la présente ma rétractation
        | je renonce à mon achat
    """,
    "withdraw:noun": "rétractation | droit de rétractation | délai de rétractation | formulaire de rétractation",
    "delete": """
        supprimer mon compte | supprimez mon compte | effacer | effacez | suppression | effacement | fermer | fermez
        | clôturer
    """,
    "charge": "prélever | débiter | facturer | prélevez | débitez | prélevé | débité | facturez",
    # --- objects --------------------
    "behalf": """
        décès | décédé | décédée | défunt | défunte | succession | héritier | héritière | héritiers |
        exécuteur testamentaire | tuteur | tutrice | procuration | veuve | veuf | feu mon | feue ma |
        de la part de ma | acte de décès
    """,
    "leave": """
        me désabonner | désabonner | désabonnez moi | désabonnez | désabonne moi | désabonniez | nous désabonner |
        désabonnez nous
    """,
    "leave:me": "je me désabonne",
    "leave:done": "désabonné | désabonnée",
    "leave:noun": "désabonnement",
    "keep": "conserver | garder | maintenir | maintenez | maintenir actif",
    "keep:me": "je garde | nous gardons | je conserve",
    "ere": "avant | avant de | avant que | avant d'",
    "sub": """
        abonnement | abonnements | abonement | abbonement | contrat | contrats | licence | licences | souscription |
        adhésion | abo | formule | mon plan | notre plan | plan | professional | abonnement annuel | license |
        forfait
    """,
    "renewal": """
        renouvellement | renouvellement automatique | renouvellements | reconduction | reconduction automatique |
        reconduction tacite | tacite reconduction | prolongation | renouvellement tacite | renouvelement |
        prolongation automatique
    """,
    "news": """
        newsletter | newsletters | news letter | lettre d'information | lettres d'information | bulletin |
        bulletin d'information | infolettre | infolettres | liste de diffusion | liste d'envoi | mailing list |
        publicité | publicités | pub | pubs | mails publicitaires | emails publicitaires | e mails publicitaires |
        courriels publicitaires | messages publicitaires | communications commerciales | offres commerciales |
        emails commerciaux | mails commerciaux | e mails commerciaux | mails promotionnels | emails promotionnels |
        e mails promotionnels | lettre d'info | lettre d'infos | promotions | liste de distribution |
        emails marketing | mailing | lettre de nouvelles | bulletins | courriels promotionnels |
        messages promotionnels | actualités | liste | listes
    """,
    "plan": """
        advanced | plan supérieur | formule supérieure | version supérieure | abonnement supérieur | plan plus élevé
        | offre supérieure | plan advanced | formule advanced | version advanced | l'offre advanced
    """,
    "email": """
        adresse e mail | adresse email | adresse mail | adresse électronique | e mail | email | mail | courriel |
        courriels | mails | emails | e mails | adresse courriel | adresse de messagerie | adresse de courriel
    """,
    "invoice": """
        facture | factures | données de facturation | reçu de paiement | quittance | coordonnées de facturation |
        facturation
    """,
    "vatid": """
        numéro de tva | n° tva | no tva | numéro tva | tva | tva intracommunautaire | raison sociale |
        nom de la société | nom de l'entreprise | numéro ide | nom de notre société | nom de ma société |
        nom de l'association | n tva | siret | nom de notre entreprise
    """,
    "address": "adresse | adresse de facturation | adresse postale | adresses",
    "key": """
        clé de produit | clé produit | clé de licence | clé d'activation | clé | clef | clés | code d'activation |
        clef de licence | clef d'activation | clef de produit | clé du produit | code de licence | numéro de série |
        clés de licence | clé licence
    """,
    "order": "commande | commandes | achat | achats | commandé | réservé",
    "account": """
        compte | compte utilisateur | compte client | profil | données | mes données | données personnelles |
        comptes
    """,
    "money": """
        paiement | prélèvement | prélèvements | virement | montant | argent | somme | transaction | débit |
        ordre permanent | facturation automatique | versement | paiements | prélèvement automatique |
        prélèvements automatiques | paiement automatique
    """,
    "card": "carte | carte bancaire | carte de crédit | cb",
    "device": "ordinateur | ordinateurs | portable | pc | mac | tablette | poste | postes | appareil",
    "thing": """
        rendez vous | rdv | réunion | démo | démonstration | réservation | vol | hôtel | formation | cours | webinaire
        | appel | visite | séance | billet | essai | événement | livraison | assurance | téléphone | bail | ticket |
        demande | téléphonique | entretien | séminaire | forfait mobile | mutuelle | inscription au cours | salle de
        sport | train | concert | invitation | place | places | manuel
    """,
    "program": "programme | logiciel | produit | application | service | outil",
    # --- who asks, and how --------------------
    "then": """
        l'an prochain | l'année prochaine | le mois prochain | au printemps | cet été | en automne | cet hiver | la
        semaine prochaine | un jour ou l'autre
    """,
    "grateful": """
        vous serais reconnaissant | vous serais reconnaissante | serais reconnaissant | serais reconnaissante | vous
        saurais gré | serais ravi | ce serait gentil | apprécierais
    """,
    "please": """
        s'il vous plaît | s'il vous plait | s'il te plaît | svp | stp | veuillez | merci de | merci de bien vouloir
        | prière de | veuillez bien | n'oubliez pas de | sil vous plait | please | ayez l'amabilité de |
        veuillez s'il vous plaît | veuiller | vous remerciant de | merci d'
    """,
    "want": """
        je veux | je voudrais | je souhaite | je souhaiterais | j'aimerais | nous voulons | nous voudrions |
        nous souhaitons | nous souhaiterions | nous aimerions | je désire | nous désirons | je désirerais | je dois
        | nous devons | j'ai décidé de | nous avons décidé de | j'ai décidé d' | souhaite | voudrais | souhaiterais
        | aimerais | souhaitons | veux | je tiens à | nous tenons à | nous avons décidé d' | désire | voulons |
        je préfère | j'ai besoin de | j'entends | volonté de | ma volonté de | mon souhait de | mon intention de |
        ma décision de | notre décision de | notre volonté de | notre souhait de | besoin d' | voudrai | je voudrai
    """,
    "youcan": "vous pouvez | tu peux | vous pourriez",
    "ask": """
        pouvez vous | pourriez vous | pourrais tu | peux tu | je vous demande de | je vous prie de | je vous demande
        | nous vous demandons | je vous prie de bien vouloir | nous vous prions de | je demande | nous demandons |
        je sollicite | je vous serais reconnaissant de | je vous serais reconnaissante de |
        nous vous saurions gré de | je vous saurais gré de | auriez vous l'amabilité de |
        auriez vous la gentillesse de | je vous invite à | est ce que vous pouvez | est ce que vous pourriez |
        vous serait il possible de | serait il possible de | je vous remercie de bien vouloir | je vous remercie de
        | je vous demande de bien vouloir | je requiers | pouvez vous s'il vous plaît |
        pourriez vous s'il vous plaît | je réclame | nous réclamons | j'exige | je vous prie d' | je vous demande d'
        | vous remercie de bien vouloir | demander | vous demander | voulez vous bien |
        je vous remercie par avance de | vous demande de | vous prie de | si vous pouviez | si vous pourriez |
        je vous redemande de | je redemande | vous demandons de | vous demandons |
        nous vous saurions gré de bien vouloir | procédez à | procéder à | procédez à la
    """,
    "hereby": """
        par la présente | par ce courrier | par ce mail | par cet e mail | par ce courriel | par le présent |
        avec effet immédiat | par cette lettre | par le présent courriel | par ce message | par le présent message
    """,
    "confirm": """
        confirmer | confirmation | confirmez | accuser réception | accusé de réception | concernant | au sujet de |
        à propos de | suite à ma | suite à | merci pour | réception de | malgré | après ma | depuis ma | réponse à |
        suivi | reçu votre | confirmant | relative à
    """,
    # --- what speaks against it --------------------
    "unwanted": """
        ne veux plus | veux plus | ne souhaite plus | souhaite plus | ne désire plus | ne voulons plus | ne souhaitons
        plus | ne désirons plus | voulons plus | souhaitons plus | n'en veux plus | n'en voulons plus | je veu plu |
        je veux plu | je veut plus | je veu plus | veu plu
    """,
    "able": "peux | pouvons | peut | arrive | réussis | parviens",
    "price": "prix | tarif | tarifs",
    "not": """
        pas | jamais | non | aucun | aucune | ne plus | ni | sans | plutôt que | au lieu de | rien | surtout pas |
        plus jamais | nullement | plus de | plus la | plus votre | plus vos | plus être | plus que
    """,
    "once": """
        dès que | aussitôt que | une fois que | une fois mes | une fois mon | lorsque j aurai | quand j aurai | après
        que
    """,
    "unless": "à moins que | à moins | à moins d | sauf si | sauf | seulement si",
    "follows": "ce qui suit | comme suit | la suivante | mail pareil | un tel mail",
    "if": """
        si | s'il | au cas où | à condition | sinon | dans le cas où | en cas de | tant que | s'ils | faute de quoi |
        autrement | hormis | à défaut | sous réserve | pourvu que | selon que | si jamais
    """,
    "how": """
        comment | pourquoi | quand | où | quel | quelle | quels | quelles | qui | que se passe t il | est ce que | est
        il possible | puis je | peut on | combien | est ce possible | savoir | je me demande | expliquer | expliquez
        moi | indiquer | m'indiquer | aider | aidez moi | aide | question | questions | comprendre | à quel moment |
        dois je | ai je | possible | qu'est ce | y a t il | sera t il | procédure pour | la marche à suivre | faut il
        | avez vous | pouvons nous | peut être | pouvoir | arrive pas à | n'arrive pas à | parviens pas à | n'arrive
        pas | moyen de | quoi | connaître | qu'en est il | suis je | est il | est ce vous | est ce bien vous
    """,
    "past": """
        était | étaient | avais | avait | avons été | ai été | a été | déjà | hier | l'année dernière | l'an dernier |
        le mois dernier | la semaine dernière | il y a | essayé | voulais | voulait | demandé | ai demandé | avez |
        précédemment | autrefois | récemment | croyais | pensais | ai voulu | ont été | avait été | ai tenté | tenté |
        avaient | vient d'être | viens de | ont | ayant | ai écrit | depuis longtemps | lors | a | avons écrit | avons
        demandé | merci pour votre réponse | merci de votre réponse | merci pour la réponse | merci pour votre
        confirmation | merci de votre confirmation | merci pour la confirmation | merci pour votre rapidité
    """,
    "say": """
        dit | disait | dites | affirme | affirmé | écrit | écrivez | selon | paraît | conseillé | conseille |
        recommandé | recommande | prétend | annonce | indique que | disant | proposé | suggéré | d'après | lu |
        entendu | dis | propose | mentionne | invite | demandent
    """,
    "maybe": """
        peut être | éventuellement | je pense | pense à | pensons | réfléchis | envisage | envisageons | hésite |
        probablement | sans doute | j'envisage | songe | il se peut | pourrait | pourrais | serait | serais | aurais |
        aurait | risque | théoriquement | compte | comptons | espère | prévois | prévoyons | réfléchir | envie |
        chaque année | toujours | chaque fois | d'habitude | plutôt que de payer | plutôt que payer
    """,
    "iwill": "je vais | nous allons | vais | allons",
    "future": """
        bientôt | prochainement | résilierai | annulerai | un jour | résilierons | plus tard ou | tôt ou tard |
        finirai par
    """,
    "they": """
        il | elle | ils | elles | on | clients | les gens | quelqu'un | tout le monde | un client | leur | leurs |
        veut | souhaitent | veulent
    """,
    "others": """
        banque | ma banque | paypal | autre | autres | collègue | collègues | femme | mari | épouse | époux | patron
        | fils | fille | ami | amie | frère | soeur | mère | père | voisin | client | netflix | spotify | amazon |
        adobe | microsoft | apple | google | quickbooks | sage | ebp | ciel | concurrent | fournisseur | opérateur |
        orange | free mobile | sfr | bouygues | mobile | internet | magazine | journal | comptable | fiduciaire |
        employé | salarié | chef | cliente | canal | deuxième | employeur
    """,
    "at": "chez | auprès de",
    "problem": """
        bouton | lien | liens | ne fonctionne pas | ne marche pas | marche pas | erreur | message d'erreur | bug |
        panne | page | formulaire | menu | fenêtre | option | fonction | fonctionne | marche | conditions | délai de
        résiliation | frais | préavis | cgv | clause | procédure | loi | politique | modalités | case | article |
        grisé | grisée
    """,
    "click": "cliquez ici | cliquez | cliqué | cliquer | appuyé | cliquant | vous recevez",
    "later": """
        pas encore | pas maintenant | plus tard | après le renouvellement | seulement après | pas avant |
        pas tout de suite | pour l'instant | dans un second temps | pas immédiatement | une autre fois |
        après le prochain renouvellement
    """,
    "mind": """
        changé d'avis | fausse alerte | plaisante | plaisanterie | blague | annulez ma demande | sans objet | mais
        d'abord | mais avant | ou plutôt attendez | attendez | finalement non | finalement je garde | réflexion faite
        | à la réflexion | oubliez ça | oubliez cela | laissez tomber | laissez le | en fait non | tout compte fait |
        pas moi | pas le mien | pas la mienne | je parle de | je parle du | je veux dire | mail était pour | message
        était pour | pour quelqu'un d'autre | mauvais destinataire | mauvaise adresse | je confirmerai | je vous
        confirmerai | juste voir si | juste pour voir | juste un test | c'est un test | lequel des deux | laquelle des
        deux | c'est du moins | appelez moi | rappelez moi d'abord | encore y réfléchir | y réfléchir | j'y réfléchis
        | envoyé trop tôt | parti trop tôt | ne faites rien
    """,
    "partial": """
        un de | une de | un seul | une seule | l'un de | l'une de | un des | une des | deux de | second | quelques |
        partie | la première | l'une des | l'un des | seulement une | certains | certaines | l'un d'eux | l'une
        d'elles | l'un d'entre eux | un des deux | l'un des deux | une des deux | l'une des deux | deux fois | en
        double | le plus récent | le plus ancien | la plus récente | la plus ancienne | celui qui | celle qui | le
        premier | le deuxième | la deuxième | deux abonnements | le second | celui de | celle de
    """,
    # --- what is harmless --------------------
    "noneed": """
        n'ai plus besoin | plus besoin | n'utilise plus | n'utilisons plus | n'en ai plus besoin | n'ai pas besoin |
        plus l'utilité | n'en ai plus l'utilité | n'ai plus l'utilité | n'utilise pas | ne m'en sers plus |
        ne me sert plus | ne me sers plus | plus utile | n'est plus utile | n'est plus nécessaire | pas satisfait |
        pas satisfaite | plus les moyens | ne l'utilise plus | ne l'utilise pas | n'avons plus besoin |
        n'en avons plus besoin | ne correspond plus | ne correspond pas | ne convient pas | ne convient plus |
        pas intéressé | plus intéressé | plus intéressée | n'ai jamais utilisé | pas utilisé | ne lis jamais |
        ne les lis pas | ne la lis pas | ne la lis jamais | ne lis pas | trop cher | n'en ai pas besoin |
        ne m'intéresse plus | ne m'intéresse pas | ne m'intéressent pas | ne m'intéressent plus |
        ne l'utilisons plus | n'en ai plus l'usage | plus d'activité | n'ai plus d'activité | jamais utilisé |
        n'en ai plus | plus l'usage | ne nous est plus utile | ne m'est plus utile | n'est plus d'aucune utilité |
        plus en activité | n'exerce plus
    """,
    "or": "ou",
    "and": "et | ainsi que | et de | puis",
    "so": "donc | alors | par conséquent | c'est pourquoi",
    "but": "mais | cependant | toutefois | bien que | quoique | pourtant",
    "because": """
        parce que | car | puisque | raison | motif | en raison de | étant donné que | vu que | à cause de | comme je
        | pour des raisons | afin de | afin que | suite à la fermeture | pour raison | du fait
    """,
    "greet": """
        bonjour | bonsoir | salut | cher | chère | chers | madame | monsieur | messieurs | mesdames |
        madame monsieur | coucou | hello | allô | à l'équipe | l'équipe | équipe | slt | yo | cc | hey | re bonjour
        | rebonjour
    """,
    "close": """
        cordialement | salutations | meilleures salutations | bien cordialement | cordiales salutations |
        bien à vous | sincères salutations | bonne journée | respectueusement | recevez | je vous prie d'agréer |
        veuillez agréer | dans l'attente | belle journée | je vous prie de croire | sincèrement | veuillez recevoir
        | agréez | avec mes salutations | bonne réception | amicalement | à bientôt | cdt | cdlt | veuillez accepter
        | je vous adresse
    """,
    "my": "mon | ma | mes | notre | nos",
    "your": "votre | vos",
    "the": "son | sa | ses | le | la | les | l | cet | cette | ce | ces | ledit | du | au | aux",
    "a": "un | une | des | quelque",
    "pron": "le | la | les | moi | me | nous | tout | ceci | cela | ça | celui ci | m | tous | y",
    "i": "je | j | nous",
    "you": "vous | tu",
    "owner": "pour | au nom de | souscrit au nom de | de la société | de la sarl",
    "link": """
        à | de | d | en | sur | n° | numéro | no | dans | par | portant | sous | avec | du | des | réf | référence
    """,
    "time": """
        fin | échéance | terme | prochaine échéance | fin de l'année | fin d'année | date | fin du mois |
        date d'échéance | janvier | février | mars | avril | mai | juin | juillet | août | septembre | octobre |
        novembre | décembre | année | mois | période | fin de la période | an | anniversaire | date anniversaire |
        expiration
    """,
    "soft": """
        quand il se termine | quand il expire | quand il arrive à échéance | annuel | annuelle | mensuel | mensuelle |
        actuel | actuelle | automatique | automatiquement | immédiatement | maintenant | aujourd'hui | dès que
        possible | au plus vite | rapidement | dès maintenant | ainsi | aussi | également | simplement | merci | merci
        d'avance | merci beaucoup | d'avance | oui | ok | immédiate | dès réception | si possible | si c'est possible
        | définitivement | complètement | bien | s'appelant | nommé | client | cliente | prochain | prochaine | avant
        le | avant l'échéance | en cours | existant | suivant | suivante | mentionné | ci dessus | vouloir | bien
        vouloir | gratuit | par avance | à compter de | à partir de | dès | svp bien | au plus tôt | tout de suite |
        de suite | sans délai | comme convenu | ligne | souscrit | pris | souscrite | totalement | intégral |
        intégralement | complet | objet | dorénavant | désormais | à l'avenir | à la fin | standard | faire le
        nécessaire pour | procéder | effectuer | faire | qu'il | que | qu'elle | jour | ce jour | numéro de client |
        numéro client | électroniques | publicitaire | prendre en compte | prendre note de | tenir compte de | ma |
        plus | svp merci | actif | payant | rapide | meilleurs délais | les meilleurs délais | dans les meilleurs
        délais | personnel | non merci | je répète | encore une fois | sans le vouloir | sans faire exprès | par
        erreur | j'insiste | aussitôt que possible | dès que vous pouvez | dès que vous le pouvez | si je suis encore
        à temps | s'il est encore temps
    """,
    "function": """
        je | tu | il | elle | nous | vous | ils | elles | le | la | les | un | une | des | de | du | au | aux | et |
        ou | mais | ne | n | pas | plus | que | qui | quoi | ce | cet | cette | ces | mon | ma | mes | ton | votre |
        vos | notre | nos | son | sa | ses | est | sont | suis | ai | as | a | avons | avez | ont | être | avoir |
        été | dans | sur | pour | par | avec | sans | sous | en | à | y | se | s | d | l | j | c | qu | m | t | me |
        te | lui | leur | comme | tout | tous | très | bien | aussi | encore | bonjour | merci | monsieur | madame |
        donc | ici | là | depuis | jusqu | entre | vers | chez | fait | peu | même | sera | soit | serai | cela | ça
        | afin | lors | ainsi | renseignement | renseigner | résidence | réserve | dessous | dessus | personnelles |
        canal | offre | devis | relance | relances
    """,
}
IN_TWO_PARTS: dict[str, str] = {}

# a whole answer to a question of ours, and nothing else: see assenting.py
ANSWERS = {
    "yes": """
        oui | ouais | c est moi | c est bien moi | c était moi | c était bien moi | je confirme | je le confirme |
        je vous le confirme | je vous confirme | je confirme cela | confirmé | c est exact | exact | exactement |
        c est correct | correct | c est juste | c est cela | c est ça | tout à fait | absolument | bien sûr |
        je le veux | je le souhaite | je le désire | en effet | effectivement | affirmatif
    """,
    "no": """
        non | ce n est pas moi | ce n était pas moi | c est pas moi | c était pas moi | pas moi | je n ai pas écrit |
        je n ai pas écrit cela | je n ai pas écrit ceci | je n ai pas écrit ce message | je n ai pas écrit ce mail |
        je ne vous ai pas écrit | je n ai rien écrit | je ne le veux pas | je ne veux pas | je ne le souhaite pas |
        surtout pas | ce n est pas exact | ce n est pas correct
    """,
    "polite": """
        merci | merci bien | merci beaucoup | merci d avance | un grand merci | s il vous plaît | s il te plaît |
        svp | bonjour | bonsoir | madame | monsieur | madame monsieur | cordialement | bien cordialement |
        bien à vous | salutations | meilleures salutations | cordiales salutations | sincères salutations |
        bonne journée | d accord | ok
    """,
    "unsure": "si | oui mais | oui et non | mais oui | mais non",
}
