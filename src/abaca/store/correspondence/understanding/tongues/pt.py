"""Portuguese, of Portugal and of Brazil: what words and phrases mean; the first meaning of a phrase counts."""

MEANS = {
    # --- verbs of wishes --------------------
    "cancel": """
        cancelar | cancele | cancelem | cancela | cancelá la | cancelá lo | anular | anulem | anule | rescindir |
        rescindam | terminar | encerrar | encerrem | encerre | pôr fim | pôr termo | denunciar o contrato | dar baixa
        | interromper | interrompam | pôr fim a | pôr termo a | cessar | finalizar | cancelamento imediato |
        cancelarem | que cancelem | que cancele | desistir da assinatura | rescinda | cancelassem | cancelando |
        ponham fim | ponham fim à | ponham termo | terminem | terminem a | dêem por terminada | deem por terminado |
        deem por terminada
    """,
    "cancel:me": """
        cancelo | eu cancelo | cancelamos | anulo | rescindo | rescindimos | ponho fim | ponho termo | denuncio |
        venho cancelar | venho por este meio cancelar | vimos cancelar
    """,
    "cancel:done": """
        cancelado | cancelada | anulado | anulada | rescindido | cancelei | cancelou | cancelaram | anulei |
        canceladas | encerrada | encerrado
    """,
    "cancel:noun": """
        cancelamento | cancelamentos | rescisão | anulação | pedido de cancelamento | solicitação de cancelamento |
        cessação | encerramento | término | denúncia
    """,
    "cancel:other": """
        cancelam | cancelas | se cancela | anulam | cancelaria | anularia | cancelaríamos | rescindiria
    """,
    "remove": """
        retirar | retirem | retirem me | remover | removam | removam me | remova | remova me | eliminar | eliminem |
        tirar | tirem me | tirem | apagar | excluir | excluam | me removam | me retirem | me tirem | me remova |
        me retire | me tire | me excluam | me exclua | retire | tire | elimine | eliminem me | removerem | retirarem
        | retirem nos
    """,
    "remove:done": "removido | removida",
    "stop": """
        parar | parem de | parem | pare | pare de | desativar | desativem | desative | desactivar | desactivem |
        suspender | suspendam | deixem de | deixar de | deixe de | desligar | desliguem | stop | desabilitar |
        desactive | desligue | que parem de
    """,
    "stop:done": "desativado | desativada | suspenso | desactivada",
    "renew:other": "renova | se renova",
    "renew:me": "renovaremos | renovarei | renovo",
    "renew": """
        renovar | renovem | renove | renová la | prolongar | prorrogar | seja renovada | seja renovado | renovada |
        renovado | se renove | renovação se faça | prorroguem | renovar se | continuar com a | continuar com o |
        renovarem | continuar | prolonguem | continue | prosseguir | continuar a pagar
    """,
    "activate": "ativar | activar | ativem | activem | ligar",
    "resume": """
        reativar | reativem | reative | reactivar | reactivem | reactive | retomar | retomem | restabelecer |
        restaurar | reativá la | repor | voltar a ativar | restabeleçam | retome | reponham | reativarem |
        reativação imediata | voltar a activar | voltem a ligar | volte a ligar | religar | religuem
    """,
    "resume:me": "reativo | reactivo | retomo",
    "resume:done": "reativado | reativada | retomada | reactivada | reativou | reactivou | retomou",
    "resume:noun": "reativação | reactivação | retoma | restabelecimento | retomada",
    "undo": """
        desfazer | reverter | revertam | revogar | desfaçam | ficar sem efeito | dar sem efeito | revoguem | reverta
        | desconsiderar | ignorar | ignorem | ignore | desconsiderem | desconsidere | não considerem | esqueçam |
        não tenham em conta | não levem em conta | damos sem efeito | sem efeito | voltar atrás
    """,
    "undo:me": "retiro | revogo",
    "undo:noun": "revogação | reversão",
    "unsub": """
        cancelar a inscrição | cancelar a minha inscrição | cancelar minha inscrição | desinscrever |
        desinscrever me | desinscrevam me | unsubscribe | anular a minha inscrição | cancelem a minha inscrição |
        cancelem minha inscrição | me desinscrever | me desinscrevam | cancelar inscrição | desinscreva me |
        dessubscrever
    """,
    "unsub:me": "me desinscrevo | desinscrevo me",
    "unsub:done": "desinscrito",
    "unsub:noun": "cancelamento da inscrição | cancelamento de inscrição | remoção | desinscrição",
    "subscribe": """
        inscrever me | inscrevam me | me inscrever | inscrever | subscrever | assinar | me inscrevam | adicionem me
        | cadastrar | me cadastrar | inscreva me | me inscreva | subscrevam | me adicionem | adicionar me
    """,
    "subscribe:me": "inscrevo me | subscrevo | me inscrevo",
    "subscribe:done": "inscrito | inscrita | subscrito | cadastrado | assinante",
    "receive:other": "recebo | recebemos | me chega",
    "receive": """
        receber | enviar | enviar me | me enviar | mandar | mandar me | me mandar | enviem | enviem me | recebê la |
        envie | receba | me enviem | mandem | me mandem | enviarem | mandarem | recebê los | recebê las
    """,
    "receive:done": "recebido | recebida | recebi | chegou | chegado | recebemos",
    "upgrade": """
        passar para | passar do | passar de | mudar para | mudar de plano | mudar do | fazer upgrade |
        fazer o upgrade | atualizar o meu plano | atualizar meu plano | actualizar o meu plano | migrar |
        subir de plano | trocar de plano | alterar o plano | fazer um upgrade | alterar o meu plano | passar ao |
        evoluir para | mudar | trocar para
    """,
    "upgrade:noun": "upgrade | mudança de plano | passagem | mudança para | migração",
    "change": """
        alterar | alterem | altere | mudar o | mudar a | mudem | modificar | modifiquem | corrigir | corrijam |
        corrija | atualizar | actualizar | atualizem | substituir | retificar | rectificar | retifiquem |
        acrescentar | adicionar | incluir | emitir novamente | refazer | trocar | trocar o | actualizem | substituam
        | incluam | emitam | reemitir | mude | atualize | troquem
    """,
    "change:done": "alterado | modificado | corrigido | atualizado",
    "change:noun": """
        alteração | mudança | correção | correcção | retificação | rectificação | modificação | atualização | novo |
        nova | troca | actualização
    """,
    "missing": """
        falta | faltam | faltando | incorreto | incorrecta | incorreta | incorrecto | errado | errada | não aparece
        | não consta | mal escrito | incompleta | em falta | está errado | está errada | não está correto |
        não tem o | não inclui | errados | falta o
    """,
    "lost": """
        perdi | perdido | perdida | extraviei | não encontro | não consigo encontrar | encontrar |
        apaguei por engano | já não tenho | não tenho mais | esqueci | perdemos | não estou encontrando |
        não encontramos | não estou a encontrar | apaguei
    """,
    "resend": """
        reenviar | reenviar me | reenviem | enviar de novo | enviar novamente | enviar me novamente | mandar de novo
        | me reenviar | reenviem me | me enviar novamente | reenvie | reenvio | reenviarem | enviem novamente |
        enviar outra vez | me enviar de novo | mandar novamente
    """,
    "refund": """
        reembolsar | reembolsem | reembolsar me | me reembolsar | devolver | devolvam | devolver me | me devolver |
        devolvam me | devolução do dinheiro | estornar | estornem | ser reembolsado | ser reembolsada |
        meu dinheiro de volta | dinheiro de volta | reembolsem me | devolva | me devolvam | restituir |
        o meu dinheiro de volta | ressarcir | reembolso imediato | devolverem | me reembolsem
    """,
    "refund:noun": "reembolso | devolução | estorno | restituição | ressarcimento",
    "withdraw": """
        exercer o direito de livre resolução | exercer o meu direito de livre resolução | resolver o contrato |
        livre resolução do contrato | exercer o direito de arrependimento | exercer meu direito de arrependimento |
        desistir da compra | desistir do contrato | desistir da minha compra |
        exercer o meu direito de arrependimento | exercer o direito de retratação | usar o direito de arrependimento
    """,
    "withdraw:me": """
        exerço o direito de livre resolução | exerço o meu direito de livre resolução | resolvo o contrato |
        desisto da compra | desisto do contrato | exerço meu direito de arrependimento |
        exerço o direito de arrependimento | exerço o meu direito de arrependimento | comunico a livre resolução |
        comunico que resolvo | venho exercer o direito de livre resolução | comunico a resolução |
        desisto da minha compra
    """,
    "withdraw:noun": """
        livre resolução | direito de livre resolução | direito de arrependimento | arrependimento | retratação |
        direito de retratação
    """,
    "delete": """
        eliminar a minha conta | eliminem a minha conta | apagar a minha conta | apaguem a minha conta |
        excluir minha conta | excluam minha conta | apagar minha conta | fechar | eliminação | exclusão | fechem |
        apaguem | encerrar a minha conta
    """,
    "charge": "cobrar | cobrem | cobrar me | debitar | debitem | me cobrem | cobrança | cobrado | debitado",
    # --- objects --------------------
    "behalf": """
        falecido | falecida | faleceu | defunto | defunta | morreu | herança | herdeiro | herdeira | herdeiros |
        testamenteiro | inventário | inventariante | tutor | tutora | procuração | viúva | viúvo | falecimento |
        óbito | cabeça de casal | em nome da minha mãe | em nome do meu pai
    """,
    "keep": "manter | mantenham | mantenha | conservar | manter se | mantenha se | ficar",
    "keep:me": "mantenho | mantemos | fico",
    "leave": """
        descadastrar | descadastrem | me descadastrar | me descadastrem | descadastre | me descadastre | descadastra
        | me descadastra
    """,
    "leave:noun": "descadastramento | descadastro",
    "ere": "antes | antes de | antes que",
    "sub": """
        assinatura | assinaturas | subscrição | subscrições | subscricao | contrato | contratos | licença | licenças
        | plano | professional | assinatura anual | meu plano | o meu plano | adesão | asinatura | assintura |
        mensalidade | anuidade
    """,
    "renewal": "renovação | renovação automática | renovações | prorrogação | auto renovação | renovação automatica",
    "news": """
        newsletter | newsletters | boletim | boletim informativo | boletins | boletim de notícias | lista de e mails
        | lista de emails | lista de correio | lista de distribuição | publicidade | e mails publicitários |
        emails publicitários | e mails promocionais | emails promocionais | comunicações comerciais |
        e mails de marketing | emails de marketing | mailing | promoções | mensagens publicitárias | propaganda |
        mala direta | mensagens promocionais | lista de contactos | lista de envio | lista de contatos |
        comunicações de marketing | lista de divulgação | mailing list | e mails comerciais | emails comerciais |
        informativos | informativo | lista
    """,
    "plan": """
        advanced | plano superior | versão superior | plano mais alto | plano advanced | nível superior |
        assinatura superior | plano maior | versão advanced
    """,
    "email": """
        endereço de e mail | endereço de email | endereço de correio eletrónico | endereço eletrónico | e mail |
        email | correio eletrónico | mail | e mails | emails | endereço de correio electrónico | endereço eletrônico
    """,
    "invoice": """
        fatura | faturas | factura | facturas | nota fiscal | dados de faturação | dados de faturamento | recibo |
        recibos | dados da fatura | dados de facturação | notas fiscais
    """,
    "vatid": """
        nif | nipc | cnpj | número de contribuinte | iva | número de iva | cpf | nome da empresa |
        nome da minha empresa | razão social | número fiscal | nome da nossa empresa |
        número de identificação fiscal | denominação social | nome da firma | contribuinte
    """,
    "address": """
        endereço | morada | endereço de faturação | morada de faturação | endereço de cobrança | endereços |
        morada de facturação | endereço de faturamento
    """,
    "key": """
        chave do produto | chave de produto | chave de licença | chave de ativação | chave | chaves |
        código de ativação | código da licença | chave da licença | código de licença | número de série |
        chave de activação | código de activação | chave do programa
    """,
    "order": """
        encomenda | encomendas | pedido | pedidos | compra | compras | encomendei | encomendado | reservei | reservado
        | encomendámos
    """,
    "account": """
        conta | conta de utilizador | conta de usuário | conta de cliente | perfil | dados | meus dados |
        dados pessoais | cadastro | os meus dados
    """,
    "money": """
        pagamento | transferência | débito | valor | dinheiro | transação | montante | cobranças | débitos | boleto
        | pix | pagamentos | quantia | débito automático | pagamento automático | cobrança automática |
        pagamentos automáticos
    """,
    "card": "cartão | cartão de crédito",
    "device": "computador | computadores | portátil | notebook | pc | mac | tablet | dispositivo",
    "thing": """
        consulta | reunião | demonstração | reserva | voo | hotel | curso | webinar | chamada | visita | bilhete |
        teste | evento | entrega | seguro | agendamento | ticket | ginásio | academia | demo | ligação | solicitação |
        formação | encontro | comboio | concerto | viagem | marcação | convite | lugar | manual
    """,
    "program": "programa | software | produto | aplicação | aplicativo | serviço | ferramenta",
    # --- who asks, and how --------------------
    "then": """
        no próximo ano | para o ano | o ano que vem | ano que vem | no próximo mês | mês que vem | na primavera | no
        verão | no outono | no inverno | na próxima semana
    """,
    "please": """
        por favor | se faz favor | sff | pf | faz favor | favor | é favor | queiram | queira | façam o favor de |
        por gentileza | agradeço que | agradecia que | agradecemos que | gentileza | por obséquio |
        não se esqueçam de | porfavor | pfv | pfvr | s.f.f | façam favor de | fazer o favor de
    """,
    "want": """
        quero | queremos | gostaria de | gostaria | gostaríamos de | gostaria que | desejo | desejamos | pretendo |
        pretendemos | queria | queríamos | preciso | precisamos | decidi | decidimos | tenho de | tenho que |
        temos de | temos que | é minha intenção | escrevo para | tenho a intenção de | venho por este meio |
        venho por meio deste | gostava de | gostaríamos que | gostávamos de | minha vontade de | minha intenção de |
        meu desejo de | minha decisão de | estou a escrever para | prefiro | estou escrevendo para |
        a nossa intenção de | gostava que | venho
    """,
    "youcan": "podem | pode | podes | vocês podem",
    "ask": """
        poderiam | poderia | podias | podiam | peço que | peço lhes que | peço | pedimos que | pedimos | solicito |
        solicitamos | solicito que | requeiro | agradecia | agradeceria que | ficaria grato se pudessem | ficaria
        grata se pudessem | venho solicitar | venho por este meio solicitar | gostaria de solicitar | quero solicitar
        | peço vos que | rogo que | vimos solicitar | venho pedir | gostaria de pedir | solicitar | exijo | agradeço |
        queria pedir | queria solicitar | será que podem | é possível vocês | venho por meio deste solicitar | venho
        por meio desta solicitar | peço por favor | vocês poderiam | reclamo | peço lhe que | peço a | peço o | pedir
        que | desejo solicitar | solicito a | solicito o | se pudessem | se pudesse | procedam com | proceda com |
        procedam ao | proceda ao | pedir pra vcs | queria pedir para | agradeço que | agradecia que | agradecemos que
    """,
    "hereby": """
        por este meio | por meio deste | por meio desta | pela presente | com este e mail | com este email |
        através deste e mail | através deste email | com efeito imediato | por meio deste e mail | pelo presente |
        através da presente | por meio deste email | através desta mensagem | com efeitos imediatos
    """,
    "confirm": """
        confirmar | confirmação | confirmem | confirmar me | relativamente a | em relação a | acerca do | acerca da
        | obrigado pelo | obrigada pelo | após o meu | apesar do | resposta ao | recebimento do | sobre | confirme |
        receção | recepção | referente | relativo ao | relativa ao | a respeito
    """,
    # --- what speaks against it --------------------
    "able": "conseguir | consegue | conseguimos renovar",
    "price": "preço | preços | tarifa",
    "not": """
        não | nao | nunca | jamais | nenhum | nenhuma | nem | sem | em vez de | ao invés de | nada | de modo algum |
        tampouco | ñ | n quero | chega de
    """,
    "once": "assim que | logo que | depois de eu | quando tiver | quando tivermos",
    "unless": """
        a menos que | a não ser que | a menos | salvo se | salvo | exceto se | só se | apenas se | salvo resposta
    """,
    "follows": "o seguinte | o que se segue | como segue | mail destes | email destes | mail assim",
    "if": """
        se | caso | desde que | senão | na condição de | em caso de | se não | contanto que | no caso | enquanto não |
        caso contrário | excepto | consoante | sob condição | na falta
    """,
    "how": """
        como | como posso | o que | por que | porque é que | quando | onde | qual | quais | quem | posso | é possível
        | será que posso | quanto | quanto tempo | saber | pergunto me | explicar | expliquem | ajuda | ajudar |
        ajudem | ajudar me | pergunta | perguntas | dúvida | dúvidas | de que forma | há alguma forma | podemos |
        possível | indicar | informação | informações | instruções | maneira de | forma de | entender | consigo |
        tenho direito | é preciso | gostaria de saber | gostava de saber | queria saber | o que acontece | conseguimos
        | consegue se | é necessário | dizer me | me dizer | porquê | poder | são vocês | são os senhores
    """,
    "past": """
        era | estava | tinha | tinham | foi | foram | já tinha | ontem | ano passado | mês passado | semana passada |
        há um | há dois | há três | tentei | tentado | pedi | solicitei | pensava | anteriormente | recentemente | há
        uma | há duas | há dias | há meses | atrás | ter sido | tem sido | pediu | passado | passada | já cancelei |
        tentámos | tentamos | ter | tendo | havia | fui | fiz | já pedi | escrevi | escrevemos | obrigado pela
        confirmação | obrigada pela confirmação | obrigado pela resposta | obrigada pela resposta | obrigado pela
        rapidez | obrigada pela rapidez
    """,
    "say": """
        diz | disse | disseram | dizem | escreveu | afirma | segundo | recomendou | recomenda | sugeriu | aconselhou
        | li | ouvi | de acordo com | sugere | propôs | menciona | comentou | convida | dizendo | anunciou | falou |
        falaram | propõe | aconselha
    """,
    "maybe": """
        talvez | provavelmente | possivelmente | estou a pensar em | estou pensando em | pensando | penso em | a
        pensar | considerando | considero | indeciso | indecisa | poderia ser | seria | teria | teoricamente | a
        ponderar | ponderando | ponderar | se calhar | espero | planejo | planeio | pondero | acho que | hesito | a
        considerar | creio | pode ser | todos os anos | sempre | cada vez | todo ano | normalmente | do que pagar |
        antes que pagar
    """,
    "iwill": "vou | vamos",
    "future": """
        cancelarei | algum dia | em breve | cancelaremos | mais cedo ou mais tarde | terei de | terei que | irei |
        acabarei por | anularei
    """,
    "they": """
        ele | ela | eles | elas | quer | querem | clientes | as pessoas | alguém | toda a gente | um cliente |
        deseja | desejam
    """,
    "others": """
        banco | meu banco | paypal | outro | outra | outros | outras | colega | colegas | mulher | marido | esposa |
        esposo | chefe | filho | filha | amigo | amiga | irmão | irmã | mãe | pai | vizinho | netflix | spotify |
        amazon | adobe | microsoft | apple | google | fornecedor | concorrente | meo | vodafone | nos telecom |
        telemóvel | celular | internet | revista | jornal | contabilista | contador | funcionário | empregado |
        primavera | patrão | segunda assinatura | funcionária | o cliente
    """,
    "at": "na empresa | junto da | junto à | junto do",
    "problem": """
        botão | link | ligação para | não funciona | erro | mensagem de erro | página | formulário | menu | janela |
        opção | função | funciona | condições | prazo | multa | pré aviso | aviso prévio | avaria | cláusula |
        procedimento | lei | processo | artigo | política | termos | prazos | taxa
    """,
    "click": "clique aqui | clicar | cliquei | clique | carregar em | carreguei | recebe este | clicando",
    "later": """
        ainda não | agora não | não agora | mais tarde | depois da renovação | só depois | não antes | mais adiante
        | por agora | por enquanto | mais para a frente | não imediatamente | não já | após a renovação
    """,
    "mind": """
        mudei de ideias | mudei de ideia | mudámos de ideias | mudei de opinião | falso alarme | brincadeira | a
        brincar | brincando | pensei melhor | mudamos de ideia | repensei | mas primeiro | mas antes | ou melhor |
        esperem | espere | pensando bem | pensando melhor | melhor não | deixem estar | deixem como está | deixe como
        está | esqueçam | esqueça | deixa para lá | deixa pra lá | afinal não | não eu | não a minha | não o meu |
        quero dizer | mail era para | mensagem era para | email era para | para outra pessoa | destinatário errado |
        endereço errado | confirmo amanhã | confirmarei | confirmo depois | ver se | só um teste | só uma prova |
        apenas um teste | qual das duas | qual dos dois | pelo menos foi | liguem me primeiro | ligue me primeiro |
        antes liguem | ainda quer pensar | vou pensar | cedo demais | não façam nada
    """,
    "partial": """
        uma das | um dos | só uma | apenas uma | uma de | duas das | algumas | alguns | parte | a primeira | a segunda
        | dois dos | apenas um | só um | uma delas | um deles | uma das duas | um dos dois | duas vezes | em duplicado
        | em dobro | a mais nova | a mais antiga | o mais novo | o mais antigo | a mais recente | duas assinaturas |
        duas subscrições | dois planos
    """,
    # --- what is harmless --------------------
    "noneed": """
        já não preciso | não preciso mais | não preciso | já não uso | não uso mais | não uso | já não utilizo |
        não utilizo mais | não utilizo | já não me interessa | não me interessa mais | não me interessa |
        já não tenho interesse | não tenho mais interesse | não tenho interesse | não estou satisfeito |
        não estou satisfeita | já não é necessário | não é mais necessário | não precisamos mais | já não precisamos
        | não usamos mais | já não usamos | já não necessito | não necessito | não posso pagar | já não o uso |
        não o uso | nunca usei | não leio | nunca leio | não é necessário | não leio nunca | já não o utilizo |
        não estou mais usando | não me interessam | demasiado caro | muito caro | já não os leio | não o utilizo |
        não estou interessado | não estou interessada | já não o utilizamos | não vou mais usar |
        já não preciso dele | já não me serve | não serve mais | não me serve | já não utilizamos |
        não utilizamos mais | não a leio | não consigo pagar | já não tenho atividade | não quero gastar
    """,
    "or": "ou",
    "and": "e | bem como | assim como | além disso",
    "so": "portanto | por isso | então | assim | pelo que",
    "but": "mas | porém | contudo | no entanto | embora | todavia",
    "because": """
        porque | pois | visto que | uma vez que | já que | devido a | devido ao | devido à | motivo | motivos |
        razão | por motivos | dado que | para que | por razões | por causa
    """,
    "greet": """
        olá | bom dia | boa tarde | boa noite | caro | cara | caros | caras | exmos | exmo | prezado | prezados |
        prezada | estimado | estimados | senhores | senhor | senhora | equipa | equipe | oi | exmos senhores |
        ex mos | srs | sr | oie | viva | suporte | ei | opa | bom | e aí | alô
    """,
    "close": """
        cumprimentos | com os melhores cumprimentos | melhores cumprimentos | atenciosamente | obrigado e | abraço |
        abraços | atentamente | cordialmente | saudações | aguardo | fico a aguardar | att | cordiais saudações |
        at te | fico no aguardo | grato | aguardamos | sem mais | subscrevo me
    """,
    "my": "meu | minha | meus | minhas | nosso | nossa | nossos | nossas",
    "your": "vosso | vossa | vossos | vossas",
    "the": """
        o | a | os | as | do | da | dos | das | ao | à | aos | às | no | na | nos | nas | pelo | pela | este | esta
        | esse | essa | sua | seu | dessa | desta | deste | desse | referida
    """,
    "a": "um | uma | uns | umas | algum | alguma | qualquer",
    "pron": "la | lo | me | nos | isto | tudo | mim | isso | todas | ambas",
    "i": "eu | nós",
    "you": "vocês | você | vós | vos | lhe | lhes | tu | vcs | vc",
    "owner": "para | por | em nome de | em nome da | em nome do | da empresa",
    "link": "de | a | com | em | número | nº | n | desde | no valor | com o número | ref | referência | num | d",
    "time": """
        vencimento | fim | final | termo | fim do ano | data | próximo vencimento | fim do período | fim do mês |
        janeiro | fevereiro | março | abril | maio | junho | julho | agosto | setembro | outubro | novembro |
        dezembro | ano | mês | data de vencimento | período | próxima renovação | data de renovação | validade
    """,
    "soft": """
        quando terminar | quando acabar | quando expirar | quando vencer | anual | mensal | atual | actual |
        automático | automática | automaticamente | imediatamente | agora | hoje | já | o mais rápido possível | o
        mais rapidamente possível | o quanto antes | quanto antes | logo que possível | assim que possível |
        simplesmente | só | apenas | obrigado | obrigada | muito obrigado | muito obrigada | desde já | sim | ok | se
        possível | se for possível | definitivamente | completamente | bem | cliente | próximo | próxima | antes do
        vencimento | antes da renovação | em curso | existente | seguinte | acima | indicado | mais | gratuito |
        assunto | a partir de | imediato | que | se | proceder ao | procedam à | proceder à | proceda à | procedam |
        proceder | efetuar | efectuar | realizar | fazer o | fazer | faça o | formalmente | de imediato | de forma
        imediata | em vigor | ativa | activa | daqui em diante | de futuro | no futuro | com efeito | na íntegra |
        integral | total | completo | conforme combinado | tratar do | tratem do | tratar da | novamente | de novo |
        outra vez | urgente | favor | seja | titular | efeitos | vossa | nome | standard | pessoal | estimados |
        presente | não obrigado | não obrigada | não muito obrigado | também | repito | mais uma vez | sem querer |
        por engano | insisto | aí | assim que puderem | assim que for possível | se ainda vou a tempo | se ainda for a
        tempo | se ainda estou a tempo
    """,
    "function": """
        eu | tu | ele | ela | nós | eles | o | a | os | as | um | uma | de | do | da | dos | das | em | no | na |
        nos | nas | por | pelo | pela | para | com | sem | sobre | entre | até | desde | e | ou | mas | que | não |
        nao | se | me | te | lhe | lhes | meu | minha | seu | sua | é | são | sou | está | estão | estou | ser |
        estar | tenho | tem | têm | temos | foi | era | há | já | muito | mais | também | como | quando | este |
        esta | isto | esse | essa | isso | tudo | todos | olá | obrigado | obrigada | bom | dia | boa | você | vocês
        | fazer | porque | onde | ao | aos | à | às | num | numa | depois | ainda | cancelas | canal | remeter |
        promover | renomear | câncer | cancro | cessão | oferta | orçamento | pra | pro | tô | tá
    """,
}
IN_TWO_PARTS: dict[str, str] = {}

# a whole answer to a question of ours, and nothing else: see assenting.py
ANSWERS = {
    "yes": """
        sim | confirmo | eu confirmo | confirmado | sou eu | fui eu | era eu | correto | correcto | está correto |
        está correcto | é correto | exato | exatamente | exacto | exactamente | certo | está certo | claro |
        claro que sim | com certeza | isso mesmo | é isso | é isso mesmo | quero | eu quero | quero sim | desejo |
        afirmativo
    """,
    "no": """
        não | não fui eu | eu não fui | não sou eu | não era eu | não escrevi | eu não escrevi | não escrevi isto |
        não escrevi isso | não lhes escrevi | não vos escrevi | não quero | eu não quero | não desejo |
        não confirmo | não está correto | não está correcto | não é correto
    """,
    "polite": """
        obrigado | obrigada | muito obrigado | muito obrigada | por favor | se faz favor | olá | bom dia |
        boa tarde | boa noite | caros senhores | prezados senhores | cumprimentos | melhores cumprimentos |
        com os melhores cumprimentos | atenciosamente | saudações | abraço | abraços | de acordo | ok
    """,
    "unsure": "sim e não | sim sim | pois",
}
