"""English: what words and phrases mean; the first meaning of a phrase counts."""

MEANS = {
    # --- verbs of wishes: bare forms ask, ":me" declares, ":done" is a participle, ":noun" a noun --------------------
    "cancel": """
        cancel | cancell | terminate | discontinue | canceling | cancelling | terminating | ending my | cxl | lapse
        | run out
    """,
    "cancel:me": """
        i hereby give notice of cancellation | i give notice of cancellation | we give notice of cancellation | we
        hereby give notice of cancellation | i hereby give notice of termination | i give notice of termination |
        notify you of my cancellation | i cancel | we cancel | i am cancelling | i am canceling | i'm cancelling | i'm
        canceling | we are cancelling | we are canceling | i terminate | we terminate | i am terminating | we are
        terminating | i hereby cancel | we hereby cancel | i wish to give notice of cancellation | is hereby cancelled
        | is hereby canceled | is hereby terminated | are hereby cancelled
    """,
    "cancel:done": "cancelled | canceled | terminated | discontinued",
    "cancel:noun": """
        cancellation | cancelation | cancellations | termination | notice of cancellation | notice of termination |
        cancellation notice | cancellation request | request for cancellation | cancellation letter
    """,
    "cancel:other": "cancels | terminates | you cancel | they cancel | you terminate",
    "remove": """
        remove me from | take me off | remove my address from | remove us from | take us off |
        remove this address from | delete me from
    """,
    "remove:done": "removed from",
    "stop": """
        stop | end | disable | deactivate | turn off | switch off | shut off | opt out of | stopping | disabling |
        turning off | cease
    """,
    "stop:done": "stopped | ended | disabled | deactivated | turned off | switched off | taken off",
    "renew": """
        renew | be renewed | auto renew | autorenew | renewing | extend | prolong | continue my | continue with my |
        continue the | renew it | to be renewed automatically | keep paying | carry on with | carry on |
        continue with the | continue with | continue paying | go on with | renewed automatically | continue |
        continuing with | continuing | be continuing with | be renewing
    """,
    "renew:done": "renewed | extended | prolonged",
    "renew:other": "renews | auto renews",
    "activate": "turn on | switch on | enable | activate | activating",
    "resume": """
        resume | reactivate | re activate | reinstate | restart | turn back on | switch back on | re enable |
        un cancel | uncancel
    """,
    "resume:me": "i resume | we resume | i reactivate",
    "resume:done": "resumed | reactivated | reinstated | restarted | turned back on | switched back on | re enabled",
    "resume:noun": "reactivation | resumption | reinstatement",
    "undo": """
        undo | take back | reverse | revert | retract | annul | ignore | disregard | please ignore | forget about |
        cancel out | ignored | way back
    """,
    "undo:me": "i take back | i retract",
    "undo:done": "undone | reversed | reverted | withdrawn",
    "unsub": "unsubscribe | unsuscribe | opt out | unsubscribing | unsubscribe me | opt me out",
    "unsub:me": "i unsubscribe | i am unsubscribing | i opt out",
    "unsub:done": "unsubscribed | opted out",
    "unsub:noun": "unsubscription",
    "subscribe": """
        subscribe | sign up | subscribe me | sign me up | re subscribe | resubscribe | add me to | be added to
    """,
    "subscribe:done": "subscribed | signed up",
    "receive": """
        receive | receiving | get | getting | send | sending | send me | sending me | mail me | mailing me |
        email me | emailing me | be sent | hear from | sending us | send us
    """,
    "receive:done": "received | got | arrived | been sent",
    "upgrade": """
        upgrade | upgrade to | upgrading | switch to | switch from | move up to | move to | move from | change to |
        go from | go to | change from | migrate to | change over to | move me to | switch me to | put me on |
        move us to | switch us to
    """,
    "upgrade:noun": "upgrade offer | upgrade quote | an upgrade | the upgrade",
    "upgrade:done": "upgraded | switched to | upgraded to",
    "change": """
        change | update | replace | modify | correct | amend | alter | fix | edit | changing | updating | correcting
        | add | reissue | re issue
    """,
    "change:done": "changed | updated | corrected | amended | reissued",
    "change:noun": "change of | new | correction of | correction to | update of",
    "missing": """
        missing | is missing | are missing | wrong | incorrect | lacks | lacking | forgotten on | not on |
        misspelled | misspelt | does not show | doesn't show | does not contain | doesn't contain | does not mention
        | without our | not correct
    """,
    "lost": """
        lost | have lost | can't find | cannot find | can not find | could not find | couldn't find | mislaid |
        misplaced | deleted | accidentally deleted | don't have | do not have | cant find | no longer have |
        no longer find | forgot | forgotten
    """,
    "resend": "resend | re send | send again | send me again | send it again | sent again",
    "refund": """
        refund | refund me | reimburse | money back | give me back | give back | pay back | pay me back |
        return my money | refunded | reimbursed | reimburse me | refunding
    """,
    "refund:noun": """
        a refund | the refund | full refund | reimbursement | partial refund | a full refund | refund request
    """,
    "withdraw": """
        withdraw from | withdraw | revoke | exercise my right of withdrawal | exercise my right to withdraw |
        use my right of withdrawal | rescind | using my right to withdraw | exercising my right to withdraw |
        exercising my right of withdrawal
    """,
    "withdraw:me": """
        i withdraw from | we withdraw from | i hereby withdraw | we hereby withdraw | i revoke | i withdraw |
        i am exercising my right to withdraw | i'm using my right to withdraw | im using my right to withdraw |
        i am exercising my statutory right to cancel | i am exercising my right to cancel |
        i exercise my right to cancel | i exercise my right of withdrawal | i exercise my right to withdraw
    """,
    "withdraw:noun": """
        withdrawal | right of withdrawal | cooling off | cooling off period | withdrawal from | notice of withdrawal
        | revocation
    """,
    "delete": "delete | erase | deletion of | erasure of | close | remove",
    "charge": """
        charge | charging | bill | billing me | charge me | bill me | debit | debiting | take money | take any money
    """,
    # --- objects --------------------
    "behalf": """
        executor | executrix | estate | deceased | passed away | died | late husband | late wife | late mother | late
        father | late aunt | late uncle | late brother | late sister | my late | probate | guardian | power of
        attorney | widow | widower | on behalf of my | the late mr | the late mrs | the late ms
    """,
    "keep": "keep my | keep the | keep it | keep",
    "keep:me": "i keep my | we keep our | i'm keeping | i am keeping",
    "ere": "before",
    "sub": """
        subscription | subscriptions | subscribtion | subcription | sub | membership | contract | licence | license
        | licences | licenses | abonnement | yearly plan | annual plan | professional plan | my plan | our plan |
        the plan | plan | advanced plan subscription | professional | contracts
    """,
    "renewal": """
        renewal | renewals | auto renewal | automatic renewal | automatic renewals | autorenewal | auto renew option
        | automatic extension | automatic prolongation | autorenew option | auto renew setting | renewing
    """,
    "news": """
        newsletter | newsletters | news letter | news letters | mailing list | mailinglist | mailing lists |
        marketing emails | marketing e mails | marketing mails | marketing mail | promotional emails |
        promotional e mails | promotional mails | promotional mail | advertising | advertisements | promotions |
        adverts | news mails | news emails | e news | marketing | distribution list | marketing list | news list |
        email list | info mails | product news | advertising emails | list
    """,
    "plan": """
        advanced | higher plan | bigger plan | larger plan | next plan | advanced plan | advanced version |
        bigger version | better plan | higher tier
    """,
    "email": """
        email address | e mail address | email adress | mail address | email | e mail | mail | mails | emails |
        e mails | login email
    """,
    "invoice": """
        invoice | invoices | bill for | receipt | receipts | billing details | invoice address | billing data
    """,
    "vatid": """
        vat number | vat id | vat no | vat | tax number | vat identification number | uid number | company name |
        tax id | company's name
    """,
    "address": "address | billing address | postal address | adress | billing adress | street | zip code",
    "key": """
        product key | license key | licence key | activation key | key | keys | product keys | activation code |
        licence keys | license keys | serial number | license code | licence code
    """,
    "order": "order | orders | purchase | purchases | my order | the order | ordered | booked | reserved",
    "account": "account | user account | profile | login | customer account | accounts | data | personal data",
    "money": """
        payment | payments | transaction | charge on | amount | money | direct debit | the charge | bank transfer |
        transfer | standing order | fee | last charge | automatic payment | automatic payments | recurring payment |
        recurring billing | automatic billing | auto pay
    """,
    "card": "card | credit card | debit card",
    "device": """
        computer | computers | laptop | laptops | pc | macbook | imac | desktop | ipad | tablet | machine |
        workstation
    """,
    "thing": """
        appointment | appointments | meeting | demo | call | booking | reservation | flight | hotel | ticket | trial |
        training | webinar | course | visit | event | support ticket | the upgrade | request | my request | delivery |
        shipment | download | installation | conference | seminar | insurance | gym | phone contract | train | concert
        | requests | seat | seats | invitation | workshop | session
    """,
    "program": "program | programme | software | product | application | app | service | it all",
    # --- who asks, and how --------------------
    "then": """
        next year | next month | next spring | next summer | next autumn | next winter | next season | in spring | in
        summer | in autumn | in winter | next week
    """,
    "grateful": """
        would be grateful | d be grateful | be grateful | would appreciate it | d appreciate it | would be glad |
        would be nice | would be great | would be kind
    """,
    "please": """
        please | pls | plz | plse | pleas | kindly | please don't forget to | don't forget to | do not forget to |
        make sure to | pleae | be so kind and | be so kind as to
    """,
    "want": """
        i want | we want | i want to | we want to | i would like | i'd like | we would like | we'd like | id like |
        i would like to have | i wish | we wish | i need to | we need to | i have to | we have to | i must | we must
        | i have decided to | we have decided to | i've decided to | we've decided to | i decided to | we decided to
        | i am writing to | we are writing to | i'm writing to | this is to | i write to | i want you to |
        i would like you to | i'd like you to | we want you to | i wish to | we wish to | i do want to | i'd love to
        | my wish is to | it is my wish to | i intend to | want to | want | wish to | wish | like to |
        please be informed that i want to | i would prefer to | i'd prefer to | i need | we need | would like to |
        we'd like our | we intend to | i still want to | still want to
    """,
    "youcan": "you can | you may | u can | you could",
    "ask": """
        can you | could you | would you | will you | could you please | can you please | would you please |
        would you mind | i ask you to | we ask you to | i am asking you to | i request | we request |
        i hereby request | i would be grateful if you could | i would appreciate if you could |
        i would appreciate it if you could | i'd appreciate it if you could | i would be glad if you could |
        would be grateful if you could | would be grateful if you would | we would appreciate it if you could |
        i'd be grateful if you could | may i ask you to | i kindly ask you to | may i request | requesting |
        we kindly ask you to | i'd appreciate if you could | i am requesting | i would like to request |
        i'd like to request | i am asking for | i ask for | we ask for | would it be possible for you to |
        i want to request | i kindly request | i demand | be so kind | can u | could u | would u | if you could |
        if u could | if you could please | would someone | can someone please | can you guys | could someone please
        | would ask you to | we would ask you to | i would ask you to | would ask you | go ahead with | proceed with
        | go ahead and | if you would please | if you would kindly | if you would be so kind as to
    """,
    "hereby": """
        hereby | herewith | with this email | with this mail | by this email | with immediate effect |
        effective immediately
    """,
    "confirm": """
        confirm | confirmation | confirming | acknowledge | regarding | about | concerning | receipt of | received |
        got | answer | thank you for | thanks for | after my | since my | despite | following my | because of |
        on my | status of | explain
    """,
    # --- what speaks against it --------------------
    "cannot": "can't | cannot | can not | cant | couldn't | could not | am unable | unable to | not able | fail to",
    "price": "price | prices | conditions",
    "not": """
        not | don't | dont | do not | never | no | won't | wont | didn't | didnt | doesn't | isn't | wasn't |
        neither | nor | without | no longer | not any more | rather not | instead of | by no means | anything but |
        none | nothing | no need to | refuse to | wouldn't | shouldn't | haven't | not to
    """,
    "once": """
        once i | once you | once my | once we | once the | once our | as soon as | the moment | the minute | after i |
        after we
    """,
    "unless": "unless | except if | only if | failing which | failing that | unless i | unless you",
    "follows": "as follows | the following | a mail like this | an email like this | mails like this",
    "if": """
        if | in case | provided that | as long as | should you | should i | otherwise | would i | were i | suppose |
        assuming | in the event | except | else | if you can t | if you cannot | if you cant | if you can not | if you
        don t | should the | should this | should it | should there | should my | should these | should that | should
        any | should nothing | should we | provided there | provided you | provided it | provided no | on condition |
        depending on | whether or not you | if not
    """,
    "how": """
        how | how can i | how do i | how to | what | when | why | where | which | who | whether | is it possible | can
        i | can we | may i | could i | do i | do you | is there | what if | does | did | did you | have you | am i |
        is my | are you | would it | could we | should we | tell me | explain how | let me know how | know how | know
        if | wondering | wonder | wanted to know | want to know | would like to know | would i | what happens | show
        me | help me | help with | instructions | possible to | a way to | ways to | question | questions | i would
        like to ask | i'd like to ask | i want to ask | i'd like to know | able to | understand | whether or not | are
        you the | are you able | is it you
    """,
    "past": """
        was | were | had | have been | has been | been | already | yesterday | last year | last month | last week |
        ago | tried | tried to | trying to | wanted | wanted to | asked | asked you | requested | did | earlier this |
        previously | attempted | months ago | used to | in the past | recently | i thought | thought | happened | got
        | just got | as i had | attempt | has | once | i wrote | we wrote | i said | i told you | i already wrote |
        thank you for the quick | thanks for the quick | thank you for your quick | thanks for your quick | thank you
        for confirming | thanks for confirming | thank you for your answer | thanks for your answer | thank you for
        your reply | thanks for your reply | thanks for sorting | thank you for sorting
    """,
    "say": """
        said | says | told | wrote | writes | claimed | claims | stated | states | says that | mentions | mentioned
        | suggested | suggests | recommended | advised | advises | reads | saying | according to | heard | quote |
        warned | reported | asks me | asks me to | tells me | invites me | wants me | tell | say | pretends |
        offered
    """,
    "maybe": """
        maybe | perhaps | might | probably | possibly | thinking about | thinking of | think about | considering |
        consider | not sure | unsure | likely | i think | may | hesitating | undecided | tempted to | about to | could
        be | eventually | plan to | planning to | hope | hoping | theoretically | hypothetically | would | feel like |
        ready to | toying | every year | always | usually | every time | each year | i wish i could | i d love to be
        able | if only | rather than pay | than pay | would rather | i d rather
    """,
    "iwill": "i'll | we'll | i will | we will",
    "future": "will | going to | gonna | shall | will be | soon | one day | sooner or later",
    "they": """
        he | she | they | his | her | their | wants | customers | people | users | everybody | somebody | someone |
        anyone | clients | one wants | he's | she's | they're
    """,
    "others": """
        bank | my bank | paypal | other | another | else's | colleague | colleagues | wife | husband | boss | son |
        daughter | friend | brother | sister | mother | father | neighbour | client | client's | company x |
        competitor | netflix | spotify | amazon | adobe | microsoft | apple | google | quickbooks | xero | sage |
        datev | lexware | dropbox | provider | supplier | another company | phone | mobile | internet | magazine |
        partner | accountant | tax adviser | employee | customer's | ex | former | bank's
    """,
    "at": "at | with | from",
    "problem": """
        button | buttons | link | links | doesn't work | does not work | don't work | not working | error | error
        message | bug | broken | fails | failed | crash | greyed out | page | screen | menu | form | feature |
        function | option | dialog | dialogue | window | checkbox | policy | terms | clause | fee | period |
        conditions | deadline | works | work | process | procedure | law | article | video | grayed out
    """,
    "click": "click here | click on | clicked | clicking | press | pressed | tap here | click | you receive",
    "later": """
        not yet | not now | not before | after the renewal | after the next renewal | at a later | until further |
        some day | only after | not immediately | after renewal | the year after next | next time | yet
    """,
    "mind": """
        changed my mind | change my mind | false alarm | never mind | nevermind | changed our mind | forget it | just
        kidding | joking | kidding | but first | but before that | or wait | wait a moment | on second thoughts | on
        second thought | second thoughts | scrap that | actually no | no wait | forget that | forget this | leave it
        as it is | leave it as is | ignore that | my wife first | my husband first | not me | not mine | i mean |
        meant for somebody | meant for someone | was meant for | for somebody else | for someone else | wrong
        recipient | wrong address | i will confirm | i ll confirm | to see whether | to see if | just testing | only a
        test | just a test | only testing | which of the two | at least that is | at least that s | call me first |
        phone me first | ring me first | talk to me first | speak to me first | think about it | sleep on it | think
        it over | don t do it | do not do it | sent too early | pressed send too early | do nothing | only want to see
        | just want to see
    """,
    "partial": """
        one of | only one | some of | second | two of | one licence | one license | one seat | half of | part of |
        first one | either | oldest | a few | one of them | one of those | one of these | twice | two copies | double
        | the newer | the older | the newest | the oldest | two subscriptions | three subscriptions | the one that |
        the one which | both subscriptions | second seat
    """,
    # --- what is harmless --------------------
    "noneed": """
        don't need | do not need | no longer need | don't use | do not use | no longer use | not using |
        don't want it | dont need | dont use | no longer required | not needed | never use | never used |
        can't afford | cannot afford | can no longer afford | am not using | not use | haven't used | did not use |
        didn't use | no longer necessary | is not needed | need it no longer | don't need it | do not require |
        not require | have not used | not interested | no longer interested | not satisfied | not happy |
        not work for me | no use for | don't like | too expensive | don't read | never read | no hard feelings |
        no problem | not to worry | not your fault | no reason | no questions asked | no longer active |
        have no need | have no use | no longer able to use | no longer in business | not in business |
        no longer have any use | no longer have a need
    """,
    "or": "or",
    "and": "and | plus | as well as | then",
    "so": "so | therefore | hence | thus",
    "but": "but | however | although | though",
    "because": """
        because | since | as i | as we | as it | reason | reasons | due to | for the reason | so that | as my |
        as our | as the
    """,
    "greet": """
        hello | hi | dear | hey | good morning | good afternoon | good day | good evening | greetings to all | sir |
        madam | sirs | team | to whom it may concern | ladies and gentlemen | support | hello there | folks |
        everyone | heya | yo | hiya | helo | hallo | morning | afternoon
    """,
    "close": """
        regards | best | kind regards | best regards | sincerely | yours | cheers | yours sincerely | best wishes |
        thanks and regards | many thanks | warm regards | yours faithfully | greetings | br | rgds
    """,
    "my": "my | our | mine | ours",
    "your": "your",
    "the": "the | this | that | these | those",
    "a": "a | an | any | some",
    "pron": "it | them | this one | me | us | everything | all | both",
    "i": "i | we | myself | ourselves",
    "you": "you | u",
    "owner": "for | in the name of | under the name of | on behalf of our | belonging to | registered to | held by",
    "link": """
        of | to | per | number | no | nr | by | on | in | via | from you | with you | under | named | called | id |
        ref | reference
    """,
    "time": """
        end | end of the term | term | year | month | period end | expiry date | date | next possible date |
        earliest possible date | end of the year | at the end of | expiry | january | february | march | april |
        june | july | august | september | october | november | december | end of the period | end of the month |
        anniversary | coming year | next year | end of
    """,
    "soft": """
        annual | yearly | monthly | current | existing | automatic | immediately | now | today | asap | as soon as
        possible | at once | right away | straight away | just | simply | ok | okay | well | yes | thanks | thank you
        | thx | effective | as of | starting | ahead of | before it renews | before the | at your earliest convenience
        | if possible | if you can | if it is possible | if you please | when it expires | when it ends | completely |
        fully | permanently | definitely | finally | paid | running | active | product | customer | customer number |
        order number | order no | following | above | mentioned | below | named | registered | full | entire | whole |
        free | once and for all | really | again | at the end of the term | at the end | upcoming | next | coming |
        auto | weekly | daily | good | very | actually | from today | after all | back | on | without further notice |
        without delay | with effect from | not later than | no later than | as discussed | if you don't mind | if you
        do not mind | if that's ok | if that is ok | hereunder | further | any further | sooner | earlier | single |
        standard | basic | personal | business | old | recent | until | away | no matter what | because of that | only
        | promptly | at any time | subject | when it runs out | as from | of course | in time | at the next | possible
        | anymore | any more | ever | more | no thanks | no thank you | but no | also | say it again | i'll say it
        again | i repeat | once more | by mistake | accidentally | automatically | by then | from now on | tomorrow |
        itself | as soon as you can | soon as possible | as soon as practicable | as soon as practical | make sure |
        make sure that | please see to it that | see to it that | ensure that | ensure | if i m still in time | if i
        am still in time | if it s not too late | if it is not too late
    """,
    "function": """
        i | you | he | she | it | we | they | the | a | an | and | or | of | to | in | on | for | with | at | by |
        from | is | are | was | be | been | my | your | our | this | that | not | have | has | do | does | would |
        could | will | can | me | us | am | as | but | so | than | too | very | just | about | there | here | which
        | please | thank | thanks | hello | dear | regards | some | more | up | out | off | over | under | own |
        since | until | between | through | them | their | its | im | ve | ll | d | s | t | m | re | look | forward
        | know | use | used | using | like | work | time | way | day | days | years | months | one | two | also |
        find | sent | thing | things | last | next | make | take | going | longer | soon | cancer | order | channel
        | panel | enjoy | extent | intend | renewable | offer | quote | quotation
    """,
}
IN_TWO_PARTS = {
    "stop": "turn...off | switch...off | take...off",
    "activate": "turn...on | switch...on",
    "refund": "give...back | pay...back | want...back | have...back",
    "undo": "take...back",
}

# a whole answer to a question of ours, and nothing else: see assenting.py
ANSWERS = {
    "yes": """
        yes | yep | yup | yeah | i did | it was me | that was me | this was me | that is me | i do | i am |
        i confirm | i confirm it | i confirm this | i confirm that | confirm | confirmed | correct |
        that is correct | this is correct | that is right | that s correct | that s right | affirmative | please do |
        please do so | please do it | do it | do so | indeed | absolutely | certainly | of course | i want this |
        i want that | i want it | i do want this | i do want that | i do want it
    """,
    "no": """
        no | nope | i did not | i didn t | i do not | i don t | i did not write this | i did not write that |
        i did not write it | i did not write to you | i did not send this | i did not send it | i didn t write this |
        i didn t write that | i didn t write it | i didn t write to you | i didn t send this | i didn t send it |
        it was not me | it wasn t me | that was not me | that wasn t me | this was not me | this wasn t me | not me |
        that is not me | i do not want this | i do not want that | i do not want it | i don t want this |
        i don t want that | i don t want it
    """,
    "polite": """
        please | thanks | thank you | many thanks | thanks a lot | thank you very much | hello | hi | good morning |
        good afternoon | good evening | dear sir or madam | dear team | kind regards | best regards | regards |
        best wishes | cheers | sincerely | yours sincerely | ok | okay
    """,
    "unsure": "yeah right | yes and no",
}
