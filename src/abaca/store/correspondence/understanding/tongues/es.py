"""Spanish: what words and phrases mean; the first meaning of a phrase counts."""

MEANS = {
    # --- verbs of wishes --------------------
    "cancel": """
        cancelar | cancele | cancelen | cancela | cancelad | anular | anule | anulen | rescindir | rescinda |
        rescindan | terminar | finalizar | poner fin | poner fin a | cancelarla | cancelarlo | cancelármela |
        interrumpir | concluir | dé por terminado | dar por terminado | dejar de pagar | anula | canceléis | me
        canceléis | anuléis | rescindáis
    """,
    "cancel:me": "cancelo | yo cancelo | cancelamos | anulo | anulamos | rescindo | pongo fin",
    "cancel:done": """
        cancelado | cancelada | anulado | anulada | canceló | cancelé | anulé | anuló | cancelados | cancelaron
    """,
    "cancel:noun": "cancelación | anulación | rescisión | solicitud de cancelación | terminación | finalización",
    "cancel:other": """
        cancelan | cancelas | se cancela | anulan | ustedes cancelan | cancelaría | cancelaria | anularía |
        cancelaríamos
    """,
    "remove": """
        desactivar | desactive | desactiven | quitar | quiten | quítenme | quitarme | quíteme | eliminar | eliminen
        | eliminarme | retirar | borrar | bórrenme | borrarme | sacarme | sáquenme | sacadme | borradme | quitadme |
        eliminadme | retiren | desactiva | elimine | bórreme | quite | desactivad | retirarme | borréis | borren |
        me borren | me borréis | quitéis
    """,
    "remove:done": "desactivado | eliminado | quitado | desactivada",
    "stop": """
        detener | detengan | detenga | parar | paren | pare | suspender | suspendan | elimínenme | retírenme |
        deshabilitar | dejen de | dejar de | deje de | dejad de | elimíneme | stop | deshabiliten | que dejen de |
        deshabilite | paréis
    """,
    "stop:done": "detenido",
    "renew:other": "se renueva | renueva",
    "renew:me": "renovaremos | renovaré | renovamos | renuevo",
    "renew": """
        renovar | renueven | renueve | renovarla | renovarlo | prorrogar | prolongar | se renueve | renovado |
        renovada | sea renovada | sea renovado | prorroguen | renovéis | renovarme | continuar con | seguir con |
        prorrogue | renovaciones automáticas | continuar | seguir | seguir pagando | continuar pagando |
        seguir teniendo | sigan cobrando
    """,
    "activate": "activar | activen | active | activa",
    "resume": """
        reactivar | reactive | reactiven | reanudar | reanuden | restablecer | restablezcan | reactivarla |
        restaurar | volver a activar | reactiva | reactivad | activar de nuevo | reanude | restablezca | restaure |
        activar nuevamente | vuelvan a activar | activen otra vez | active otra vez | activar otra vez |
        vuelvan a poner | volver a poner | pongan de nuevo
    """,
    "resume:me": "reactivo | reanudo",
    "resume:done": "reactivado | reactivada | reanudado | reactivó | reanudó | se reactivó",
    "resume:noun": "reactivación | reanudación | restablecimiento",
    "undo": """
        deshacer | revertir | reviertan | revocar | dejar sin efecto | revoquen | dejen sin efecto | deshagan |
        revierta | ignorar | ignoren | ignore | hagan caso omiso | haga caso omiso | no hagan caso | no haga caso |
        no tengan en cuenta | olviden | ignorad | no hagáis caso | olvide | marcha atrás | dar marcha atrás
    """,
    "undo:me": "retiro | revoco | dejo sin efecto | dejamos sin efecto",
    "undo:noun": "revocación | reversión",
    "unsub": """
        desuscribir | desuscribirme | desuscríbanme | desuscríbeme | unsubscribe | desapuntarme | desuscribirnos |
        desuscríbame | desinscribirme | desinscríbanme | desapuntadme
    """,
    "unsub:me": "me desuscribo | me desapunto",
    "unsub:done": "desuscrito",
    "unsub:noun": "desuscripción",
    "subscribe": """
        suscribirme | suscríbanme | suscribir | inscribirme | apuntarme | inscríbanme | apúntenme | suscribirnos |
        suscríbame | añádanme | suscribidme | apuntadme
    """,
    "subscribe:me": "me suscribo",
    "subscribe:done": "suscrito | suscrita | inscrito | apuntado",
    "receive:other": "recibo mails | recibimos | me llega",
    "receive": """
        recibir | enviar | enviarme | mandar | mandarme | envíenme | mándenme | enviándome | mandándome | recibirlo
        | recibirla | reciba | envíen | manden | me envíen | me manden | envíe | enviéis | mandéis | enviarnos |
        recibirlos
    """,
    "receive:done": "recibido | recibida | llegado | he recibido | recibí | llegó",
    "upgrade": """
        pasar a | pasar al | pasar de | pasar del | pasarme a | pasarme al | cambiar de plan | cambiar al plan |
        actualizar mi plan | subir de plan | mejorar mi plan | migrar | ampliar | mejorar el plan |
        actualizar el plan | ascender | cambiarme al | subir al | pasarnos al | hacer el upgrade | cambiar a | pasar
        | subidme | súbanme | subirme | pásenme | pasadme | cámbienme | cambiarme
    """,
    "upgrade:noun": """
        mejora | cambio de plan | paso al | ampliación | upgrade | mejora de plan | actualización de plan | cambio a |
        el cambio a
    """,
    "change": """
        cambiar | cambien | cambie | modificar | modifiquen | modifique | corregir | corrijan | corrija | actualizar
        | actualicen | actualice | sustituir | reemplazar | rectificar | rectifiquen | añadir | añadan | agregar |
        incluir | incluyan | emitir de nuevo | rehacer | emitan | poner | rectifique | cambiarlo | añada |
        emitir una nueva | incluya | sustituyan | sustituya | actualícenlo | actualicenlo | actualícenla | cámbienlo
        | reemplacen
    """,
    "change:done": "cambiado | modificado | corregido | actualizado",
    "change:noun": "cambio | modificación | corrección | rectificación | actualización | nuevo | nueva",
    "missing": """
        falta | faltan | incorrecto | incorrecta | equivocado | equivocada | erróneo | errónea | mal escrito |
        no aparece | no figura | incompleta | no consta | incorrectos | no es correcta | no es correcto | no incluye
        | está mal | mal | erróneos
    """,
    "lost": """
        perdido | he perdido | perdí | extraviado | no encuentro | no puedo encontrar | encontrar |
        borrado por error | perdida | ya no tengo | olvidado | no la encuentro | no localizo | hemos perdido |
        extravié | no encontramos | borré
    """,
    "resend": """
        reenviar | reenviarme | volver a enviar | enviar de nuevo | enviarme de nuevo | reenvíenme |
        volver a enviarme | enviar otra vez | reenvíe | reenvíen | mandarme de nuevo | enviármela de nuevo |
        enviármela otra vez | reenvío | volver a mandar | volver a mandarme | enviarme otra vez | reenviármela
    """,
    "refund": """
        reembolsar | reembolsen | reembolsarme | devolver | devuelvan | devolverme | devuélvanme | me devuelvan |
        que me devuelvan | reintegrar | abonar de vuelta | recuperar mi dinero | reembolse | devuelva | me devuelva
        | reembolsado | devuelvanme | reembólsenme | devolvedme | reembolsarnos
    """,
    "refund:noun": "reembolso | devolución | reintegro | devolución del dinero",
    "withdraw": """
        desistir | desistir del contrato | ejercer mi derecho de desistimiento | ejercer el derecho de desistimiento
        | ejercitar mi derecho de desistimiento | desistir de la compra | desistir de mi compra |
        hacer uso de mi derecho de desistimiento | ejercer el desistimiento | acogerme al derecho de desistimiento
    """,
    "withdraw:me": """
        desisto | desistimos | ejerzo mi derecho de desistimiento | ejerzo el derecho de desistimiento |
        comunico mi desistimiento | ejercemos nuestro derecho de desistimiento | comunico que desisto |
        les comunico que desisto | notifico mi desistimiento | le comunico que desisto |
        me acojo al derecho de desistimiento
    """,
    "withdraw:noun": "desistimiento | derecho de desistimiento | derecho de desistir",
    "delete": """
        eliminar mi cuenta | eliminen mi cuenta | borrar mi cuenta | borren mi cuenta | cerrar | cierren |
        eliminación | borrado | supresión | borren | suprimir
    """,
    "charge": "cobrar | cobren | cobrarme | cargar | me cobren | facturar | cobrado | cargado",
    # --- objects --------------------
    "behalf": """
        fallecido | fallecida | falleció | difunto | difunta | murió | herencia | heredero | heredera | herederos |
        albacea | tutor | tutora | viuda | viudo | fallecimiento | defunción | en nombre de mi | muerto
    """,
    "leave": """
        dar de baja | darme de baja | darse de baja | darnos de baja | den de baja | dé de baja | darlo de baja | me
        den de baja | me dé de baja | dadme de baja | denme de baja | deme de baja | dame de baja | tramitar la baja |
        tramiten la baja | tramitar mi baja | tramitar baja | darla de baja | nos den de baja | dennos de baja | me
        deis de baja | deis de baja
    """,
    "leave:me": "doy de baja | damos de baja | me doy de baja | nos damos de baja",
    "leave:done": "dado de baja | dada de baja | di de baja | dieron de baja | me di de baja | dí de baja",
    "leave:noun": "baja | solicitud de baja | petición de baja",
    "keep": "mantener | mantengan | conservar | mantenga | se mantenga | quedarme",
    "keep:me": "mantengo | conservo | me quedo",
    "ere": "antes | antes de | antes de que",
    "sub": """
        suscripción | suscripciones | suscripcion | subscripción | subscripciones | subcripción | contrato |
        contratos | licencia | licencias | abono | membresía | plan | professional | suscripción anual | mi plan |
        sucripción | suscrición | afiliación
    """,
    "renewal": """
        renovación | renovación automática | renovaciones | prórroga | autorrenovación | auto renovación |
        prórroga automática
    """,
    "news": """
        newsletter | newsletters | boletín | boletines | boletín de noticias | boletín informativo | lista de correo
        | lista de distribución | publicidad | correos publicitarios | correos promocionales | correo publicitario |
        comunicaciones comerciales | emails promocionales | e mails promocionales | emails publicitarios | mailing |
        mailings | promociones | lista de envío | correos comerciales | mensajes publicitarios |
        mensajes promocionales | correos de marketing | lista de correos | listas de correo | noticias |
        lista de difusión | emails comerciales | propaganda | publicidad por correo | lista de suscriptores | lista
    """,
    "plan": """
        advanced | plan superior | versión superior | plan más alto | plan advanced | nivel superior |
        suscripción superior | plan mayor | versión advanced
    """,
    "email": """
        correo electrónico | dirección de correo | dirección de correo electrónico | dirección de email | correo |
        email | e mail | mail | correos | emails | e mails | correos electrónicos | mails | dirección electrónica |
        dirección de e mail
    """,
    "invoice": "factura | facturas | datos de facturación | recibo | datos de la factura | datos fiscales | recibos",
    "vatid": """
        nif | cif | nif iva | iva | número de iva | razón social | nombre de la empresa | nombre de mi empresa |
        número fiscal | vat | nombre de nuestra empresa | nombre de la sociedad | n iva | nombre de la asociación |
        identificación fiscal | número de identificación fiscal
    """,
    "address": "dirección | dirección de facturación | direcciones | domicilio | dirección fiscal | dirección postal",
    "key": """
        clave de producto | clave del producto | clave de licencia | clave de activación | clave | claves |
        código de activación | código de licencia | llave | número de serie | clave de la licencia | licencia clave
        | código de producto
    """,
    "order": """
        pedido | pedidos | compra | compras | orden | reservado | reservé | encargado | encargué | pedí el | pedí la |
        pedí un | pedí una | ayer pedí
    """,
    "account": """
        cuenta | cuenta de usuario | cuenta de cliente | perfil | datos | mis datos | datos personales | cuentas
    """,
    "money": """
        pago | transferencia | cargo | cargos | importe | dinero | cobro | transacción | cobros | cantidad | pagos |
        recibo bancario | pago automático | cobro automático | cargo automático | pagos automáticos | domiciliación
    """,
    "card": "tarjeta | tarjeta de crédito",
    "device": """
        ordenador | ordenadores | computadora | computador | portátil | pc | mac | tableta | equipo viejo |
        dispositivo
    """,
    "thing": """
        cita | reunión | demo | demostración | reserva | vuelo | hotel | curso | webinar | llamada | visita | billete
        | prueba | evento | envío | seguro | entrega | ticket | solicitud | gimnasio | cita previa | formación |
        petición | tren | concierto | viaje | invitación | plaza | plazas | manual
    """,
    "program": "programa | software | producto | aplicación | servicio | herramienta",
    # --- who asks, and how --------------------
    "then": """
        el año que viene | el próximo año | el año próximo | el mes que viene | el próximo mes | en primavera | en
        verano | en otoño | en invierno | la semana que viene
    """,
    "please": """
        por favor | porfavor | x favor | xfa | porfa | favor de | sírvanse | sírvase | háganme el favor de |
        tengan a bien | tenga a bien | se ruega | no olviden | por fabor | haga el favor de | hagan el favor de |
        ruego | rogamos
    """,
    "want": """
        quiero | queremos | quisiera | quisiéramos | deseo | deseamos | me gustaría | nos gustaría | querría |
        necesito | necesitamos | he decidido | hemos decidido | tengo que | tenemos que | debo | desearía |
        es mi deseo | mi intención es | escribo para | les escribo para | le escribo para | os escribo para |
        querríamos | mi voluntad de | mi deseo de | mi decisión de | mi intención de | nuestro deseo de |
        nuestra intención de | nuestra decisión de | tengo la intención de | prefiero | desearíamos | quisera |
        sigo queriendo
    """,
    "youcan": "pueden | puede | podéis | puedes",
    "ask": """
        podrían | podría | podríais | podrías | les pido que | le pido que | solicito | solicitamos | les solicito |
        le solicito | ruego que | les ruego que | le ruego que | les ruego | le ruego | pido | pedimos | les pido |
        agradecería que | les agradecería que | le agradecería que | agradecería | quisiera solicitar |
        quisiera pedir | quiero solicitar | os pido que | os ruego que | serían tan amables de | sería tan amable de
        | me gustaría solicitar | deseo solicitar | solicitar | me permito solicitar | exijo | reclamo | agradeceré
        | agradecería me | quiero pedir | le agradecería | os agradecería que | quería pedir que | pedirles que |
        pedirle que | pediros que | podrían por favor | si pudieran | si pudiera | me pueden | me puede | me podrían
        | me podría | si me pueden | si me hacen el favor de | les rogamos que | rogamos que | le rogamos que |
        adelante con | les solicito me colaboren con | colaboren con | me colaboren con | ayuden con
    """,
    "hereby": """
        por la presente | mediante la presente | por este medio | con este correo | mediante este correo |
        a través de este correo | con efecto inmediato | por medio de la presente | mediante este mensaje |
        con la presente | por medio de este correo | por medio del presente | a través de la presente |
        por el presente
    """,
    "confirm": """
        confirmar | confirmación | confirmen | confirmarme | confirmándome | respecto a | en relación con |
        acerca de | acuse de recibo | gracias por | tras mi | después de mi | a pesar de | respuesta a | sobre |
        confirme | referente a | en cuanto a
    """,
    # --- what speaks against it --------------------
    "able": "consigo | logro | podía",
    "price": "precio | precios | tarifa",
    "not": """
        no | nunca | jamás | ningún | ninguna | ninguno | ni | sin | en lugar de | en vez de | nada | tampoco |
        de ninguna manera | en absoluto | basta de
    """,
    "once": "en cuanto | tan pronto como | una vez que | después de que | cuando haya | cuando hayamos",
    "unless": "a menos que | a no ser que | salvo que | salvo | excepto si | excepto | solo si | sólo si",
    "follows": "lo siguiente | lo que sigue | como sigue | correo así | mail así",
    "if": """
        si | en caso de | en caso de que | siempre que | de lo contrario | a condición de | si no | mientras no | en
        el caso | salvo respuesta | a condición | siempre y cuando | según si | en su defecto | con tal de que
    """,
    "how": """
        cómo | como puedo | como | qué | que pasa | por qué | cuándo | cuando | dónde | donde | cuál | cuáles | quién
        | puedo | es posible | se puede | cuánto | cuánto tiempo | saber | me pregunto | me preguntaba | explicar |
        explíquenme | ayuda | ayudar | ayudarme | ayúdenme | pregunta | preguntas | duda | dudas | debo hacer | de qué
        manera | hay alguna forma | forma de | podemos | posible | indicar | indicarme | información | instrucciones |
        manera de | entender | tengo derecho | hay que | hace falta | qué ocurre | quisiera saber | me gustaría saber
        | cual es | cuanto | decirme | poder | son ustedes | sois vosotros | son ustedes quienes
    """,
    "past": """
        era | estaba | había | habían | fue | fueron | ya he | ayer | el año pasado | el mes pasado | la semana pasada
        | hace un | hace dos | hace tres | intenté | intentado | quería | pedí | pedido que | he pedido | pensaba |
        anteriormente | recientemente | hace unos | hace una | hace | solicité | ha | han | haber | habéis | ya había
        | hemos | he | traté de | solicitado | pidió | antes de ayer | anoche | pasado | escribí | escribimos |
        escribi | gracias por la confirmación | gracias por confirmar | gracias por su respuesta | gracias por la
        respuesta | gracias por la rapidez
    """,
    "say": """
        dice | dijo | dijeron | dicho | dicen | escribió | afirma | según | recomendó | recomienda | sugirió |
        aconsejó | leído | leí | oído | dije | anuncia | propuso | sugiere | dijiste | menciona | comentó | comenta
        | invita | aconseja
    """,
    "maybe": """
        quizás | quizá | tal vez | a lo mejor | probablemente | posiblemente | estoy pensando en | estoy pensando |
        pensando | pienso | considerando | considero | estamos pensando | indeciso | dudando | podría ser | sería |
        habría | tendría | teóricamente | valorando | estoy valorando | planteo | planteando | espero | planeo | me
        planteo | creo | dudo | puede que | puede ser | cada año | siempre | cada vez | normalmente | antes que pagar
        | antes de pagar | que pagar
    """,
    "iwill": "voy a | vamos a",
    "future": """
        cancelaré | algún día | pronto | cancelaremos | tarde o temprano | daré de baja | me daré de baja | anularé
        | tendré que | acabaré | iré
    """,
    "they": """
        él | ella | ellos | ellas | quiere | quieren | clientes | la gente | alguien | todo el mundo | un cliente |
        desea | desean
    """,
    "others": """
        banco | mi banco | paypal | otro | otra | otros | otras | compañero | compañera | colega | mujer | marido |
        esposa | esposo | jefe | hijo | hija | amigo | amiga | hermano | hermana | madre | padre | vecino | netflix
        | spotify | amazon | adobe | microsoft | apple | google | proveedor | competencia | movistar | vodafone |
        orange | móvil | internet | revista | periódico | gestor | gestoría | empleado | contable | holded | sage |
        segunda suscripción | asesor | empleada | el cliente
    """,
    "at": "en la empresa | con la empresa",
    "problem": """
        botón | enlace | link | no funciona | error | mensaje de error | página | formulario | menú | ventana | opción
        | función | funciona | condiciones | plazo | penalización | preaviso | fallo | cláusula | procedimiento | ley
        | proceso | casilla | artículo | política | términos | plazos
    """,
    "click": """
        haga clic | hacer clic | haz clic | pulse aquí | clic | pinchado | pulsado | usted recibe | pulsar | pinchar
        | clicar
    """,
    "later": """
        todavía no | aún no | ahora no | no ahora | más tarde | después de la renovación | solo después | no antes |
        más adelante | por ahora | por el momento | de momento | no de inmediato | no inmediatamente
    """,
    "mind": """
        cambiado de opinión | cambié de opinión | he cambiado de idea | cambiado de idea | falsa alarma | broma |
        bromeando | olvídenlo | me lo he pensado mejor | pero primero | pero antes | o mejor esperen | esperen |
        espere | pensándolo bien | pensándolo mejor | mejor no | mejor déjenla | olvídalo | déjenlo | déjenla |
        olviden esto | dejadlo | no yo | no la mía | no el mío | quiero decir | correo era para | mensaje era para |
        para otra persona | destinatario equivocado | dirección equivocada | lo confirmo | la confirmo | lo confirmaré
        | ver si | solo una prueba | sólo una prueba | cuál de las dos | cuál de los dos | al menos eso | llámenme
        primero | llámeme primero | antes llámenme | pensarlo todavía | quiere pensarlo | me lo pienso | lo pienso |
        demasiado pronto | no hagan nada
    """,
    "partial": """
        una de | uno de | solo una | sólo una | una de las | uno de los | dos de | algunas | algunos | parte | la
        primera | la segunda | una sola | una de ellas | uno de ellos | una de las dos | uno de los dos | dos veces |
        doble | duplicado | la más nueva | la más antigua | el más nuevo | el más antiguo | la más reciente | dos
        suscripciones | la otra
    """,
    # --- what is harmless --------------------
    "noneed": """
        ya no necesito | ya no lo necesito | ya no la necesito | no necesito | no lo necesito | ya no uso |
        ya no lo uso | ya no utilizo | ya no lo utilizo | no lo uso | no uso | no lo utilizo | ya no me interesa |
        no me interesa | no me interesan | ya no me sirve | no estoy satisfecho | no estoy satisfecha |
        no puedo permitirme | ya no es necesario | ya no necesitamos | ya no lo necesitamos | ya no usamos |
        ya no lo usamos | no lo he usado | no la uso | no la utilizo | ya no estoy interesado |
        ya no estoy interesada | no estoy interesado | no estoy interesada | no me hace falta | ya no me hace falta
        | ya no me interesan | no los leo | no lo leo | nunca lo leo | nunca los leo | nunca he usado |
        demasiado caro | no utilizo | ya no la uso | ya no la utilizo | ya no utilizamos | ya no lo utilizamos |
        no la necesito | no me es útil | ya no me es útil | no leo | nunca leo | ya no tengo actividad |
        ya no trabajo | no he usado
    """,
    "or": "o",
    "and": "y | e | así como | además",
    "so": "así que | por tanto | por lo tanto | entonces | así | por lo que",
    "but": "pero | sino | sin embargo | aunque | no obstante",
    "because": """
        porque | ya que | puesto que | dado que | debido a | motivo | motivos | razón | pues | por motivos |
        a causa de | para que | por razones
    """,
    "greet": """
        hola | buenos días | buenas tardes | buenas noches | estimado | estimada | estimados | estimadas | querido |
        queridos | señores | señor | señora | buenas | equipo | muy señores míos | buen día | a quien corresponda |
        apreciados | soporte | ey | oye | ola | wenas | buen
    """,
    "close": """
        saludos | un saludo | atentamente | saludos cordiales | cordialmente | cordiales saludos | un cordial saludo
        | reciban | quedo a la espera | quedo a | muchas gracias y | abrazo | gracias y un saludo | a la espera |
        sin otro particular | reciba | salu2 | sinceramente | le saluda | les saluda
    """,
    "my": "mi | mis | nuestra | nuestro | nuestros | nuestras | mía | mío",
    "your": "vuestra | vuestro | vuestros | vuestras",
    "the": """
        el | la | los | las | lo | del | al | esta | este | esa | ese | su | sus | dicha | dicho | estas | estos |
        la citada
    """,
    "a": "un | una | unos | unas | alguna | algún | cualquier",
    "pron": "la | lo | las | los | me | nos | esto | todo | mí | todas | ambas",
    "i": "yo | nosotros | nosotras",
    "you": "usted | ustedes | vosotros | les | le | os | tú",
    "owner": "para | por | a nombre de | de la empresa",
    "link": """
        de | a | con | en | número | nº | n | núm | num | desde | sobre | con número | con referencia | referencia
    """,
    "time": """
        vencimiento | final | fin | término | fin de año | fecha | próximo vencimiento | final del periodo |
        fin de mes | enero | febrero | marzo | abril | mayo | junio | julio | agosto | septiembre | octubre |
        noviembre | diciembre | año | mes | fecha de vencimiento | periodo | período | próxima renovación |
        fecha de renovación
    """,
    "soft": """
        cuando termine | cuando venza | cuando finalice | cuando acabe | cuando expire | anual | mensual | actual |
        automático | automática | automáticamente | inmediatamente | ahora | hoy | ya | cuanto antes | lo antes
        posible | tan pronto como sea posible | enseguida | simplemente | solo | sólo | gracias | muchas gracias | de
        antemano | sí | ok | vale | si es posible | a ser posible | definitivamente | completamente | bien | cliente |
        próximo | próxima | antes del vencimiento | antes de la renovación | en curso | existente | siguiente | arriba
        | indicado | más | gratuito | asunto | a partir de | inmediata | inmediato | a la mayor brevedad | mayor
        brevedad | se | que | la presente | efectos | íntegro | íntegra | total | completo | de manera inmediata | de
        forma inmediata | de inmediato | con efecto desde | en adelante | en lo sucesivo | proceder a | procedan a |
        proceda a | procedan con | proceder con | realizar | tramitar | tramiten | gestionar | gestionen | formalmente
        | formal | vigente | activa | siga | sigan | nombre | como hablamos | según lo acordado | otra vez | de nuevo
        | estimada | asociada | titular | contratada | atención | estándar | definitiva | efectiva | no gracias |
        también | además | repito | lo repito | una vez más | sin querer | por error | insisto | en cuanto puedan | en
        cuanto sea posible | en cuanto les sea posible | tan pronto como puedan | en cuanto puedas | si aún estoy a
        tiempo | si todavía estoy a tiempo | si llego a tiempo
    """,
    "function": """
        yo | tú | él | ella | nosotros | ellos | el | la | los | las | un | una | unos | unas | de | del | a | al |
        en | con | por | para | sin | sobre | entre | desde | hasta | y | o | pero | que | qué | no | se | me | te |
        le | les | nos | os | lo | mi | su | sus | mis | es | son | soy | está | están | estoy | ser | estar | he |
        ha | han | hemos | hay | fue | era | muy | más | también | ya | como | cuando | si | este | esta | esto |
        ese | esa | eso | todo | todos | hola | gracias | saludos | favor | buenos | días | tengo | tiene | tienen |
        hacer | porque | donde | usted | ustedes | vuestro | cancelas | canal | cancer | cáncer | bajo | bajar |
        bajas | abonar | oferta | presupuesto
    """,
}
IN_TWO_PARTS = {
    "leave": "den...baja | dar...baja",
}

# a whole answer to a question of ours, and nothing else: see assenting.py
ANSWERS = {
    "yes": """
        sí | si | claro | claro que sí | por supuesto | confirmo | lo confirmo | se lo confirmo | les confirmo |
        le confirmo | confirmado | soy yo | fui yo | he sido yo | era yo | correcto | es correcto | exacto |
        exactamente | así es | cierto | es cierto | lo quiero | lo deseo | afirmativo
    """,
    "no": """
        no | no soy yo | no fui yo | yo no fui | no he sido yo | yo no he sido | no era yo | no he escrito |
        no lo he escrito | no les he escrito | no le he escrito | no escribí | no lo escribí | no es correcto |
        no es cierto | no lo quiero | no quiero | no lo deseo | no confirmo | no lo confirmo
    """,
    "polite": """
        gracias | muchas gracias | mil gracias | por favor | hola | buenos días | buenas tardes | buenas noches |
        estimados señores | saludos | un saludo | saludos cordiales | un cordial saludo | atentamente | de acuerdo |
        vale | ok
    """,
    "unsure": "sí y no | si y no | sí sí | si si",
}
