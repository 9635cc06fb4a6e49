// Words that people disguise: insults and obscenities of English and Brazilian Portuguese, written for this project. Offensive, so that they can be told;
// nothing is judged by them: they only decide what a disguised word reads like. The more frequent come first, which decides what stars stand for.

/** Of English; where two fit alike, the first wins. `_` is a space. */
export const insultsEnglish =
  'fuck shit bitch cunt dick asshole idiot stupid moron fucking bastard pussy whore slut dumb faggot fag nigger nigga retard retarded ' +
  'cock ass arse crap damn porn penis vagina tits titties boobs anal anus dildo cum cumshot blowjob handjob jerk jerkoff wank wanker twat prick ' +
  'fucker fuckers fucked fucks fuckin fuckhead fuckface fuckwit fucktard clusterfuck motherfucker motherfuckers motherfucking ' +
  'shits shitty shitting shithead shitheads shitface shitbag shithole shitter bullshit horseshit dipshit bitches bitching bitchy bitchass ' +
  'cunts dicks dickhead dickheads dickface assholes asshat asswipe asses dumbass dumbasses jackass jackasses badass fatass smartass lardass arsehole arseholes ' +
  'idiots idiotic idiocy moronic morons imbecile imbeciles stupidity stupidest dumber dumbest dumbfuck bastards pussies whores whoring sluts slutty ' +
  'faggots faggy fags niggers niggas retards cocks cocksucker cocksuckers cocksucking craphole crappy damned goddamn goddamned porno pornography pornhub ' +
  'wankers wanking tosser tossers twats pricks knob knobhead bellend bollocks bugger bloody minger slag slags skank skanky hoe hoes thot ' +
  'loser losers scum scumbag scumbags pig pigs swine vermin filth filthy trash trashy garbage rubbish worthless pathetic disgusting ugly fatso fatty lardarse ' +
  'clown clowns fool fools foolish coward cowards liar liars cretin cretins dimwit dimwits nitwit halfwit dunce dolt dope dork doofus numbskull blockhead airhead ' +
  'psycho lunatic maniac freak freaks creep creeps creepy pervert perverts perv pedo pedophile pedophiles paedophile rapist rapists molester ' +
  'nazi nazis hitler spic spics chink chinks gook gooks kike kikes wetback tranny trannies shemale dyke dykes homo homos lesbo queer paki pakis raghead coon coons ' +
  'suck sucks sucker suckers sucking kill killed killing die dead death murder rape raped raping hang hanged stfu gtfo kys hate hated ' +
  'parasite parasites snake rat rats weasel cockroach cockroaches maggot maggots leech troll trolls hypocrite hypocrites bigot bigots racist racists sexist fascist fascists ' +
  'incompetent useless brainless clueless ignorant illiterate lazy spineless gutless shameless ' +
  'nutcase nutjob crackhead junkie wimp wuss sissy bimbo tramp hooker prostitute ' +
  'sex sexy nude nudes naked horny boner orgasm masturbate masturbating masturbation threesome douche douchebag douchebags dirtbag ratbag sleazebag crybaby crybabies buffoon buffoons nincompoop knucklehead meathead pinhead numpty plonker muppet tosspot shitstain fuckboy cuck libtard incel simp son_of_a_bitch sons_of_bitches piece_of_shit fuck_you fuck_off go_to_hell';

/** Of Brazilian Portuguese, with their accents. */
export const insultsPortuguese =
  'porra puta merda caralho foda cu viado idiota burro buceta corno otário babaca imbecil vagabunda vagabundo lixo bosta cuzão arrombado desgraçado ' +
  'foder fodam fodeu fodendo fodido fodida fodidos fodidas fodão ' +
  'putas puto putos putaria puteiro putinha putona putinho putão filho_da_puta filha_da_puta filhos_da_puta filhas_da_puta puta_que_pariu vai_se_foder vai_tomar_no_cu tomar_no_cu vai_pro_inferno merdas merdinha ' +
  'caralhos caralhinho caralha bucetas bucetuda xoxota xereca xota pepeka piroca pirocas pirocudo rola pau pica picas pinto cacete cacetes ' +
  'viados viadinho viadinhos viadagem veado veados bicha bichas bichinha boiola boiolas baitola baitolas sapatão sapatona traveco travecos ' +
  'idiotas idiotice idiotices burra burros burras burrice jumento jumenta jumentos asno anta antas besta bestas mula toupeira ' +
  'corna cornos chifrudo otária otários otárias babacas babaquice imbecis imbecilidade cretino cretina cretinos cretinas estúpido estúpida estúpidos estúpidas ' +
  'trouxa trouxas tapado tapada panaca palerma tonto tonta bobo boba bobão bocó energúmeno mongoloide mongol retardado retardada retardados débil demente dementes ' +
  'vagabundas vagabundos vadia vadias vadio piranha piranhas rapariga quenga prostituta safada safado safados safadas galinha biscate cachorra cadela cadelas vaca vacas ' +
  'lixos bostas cocô cagar cagado cagada cagão cagona mijão peidão cuzões cuzona cuzinho rabo bunda bundão bundona bundões arrombada arrombados arrombadas ' +
  'desgraça desgraçada desgraçados desgraçadas miserável miseráveis maldito maldita malditos malditas infeliz nojento nojenta nojentos nojentas nojo nojeira ' +
  'escroto escrota escrotos escrotas escória verme vermes parasitas canalha canalhas patife pilantra pilantras safadeza bandido bandida bandidos ladrão ladrões ladra ' +
  'covarde covardes mentiroso mentirosa mentirosos hipócrita hipócritas palhaço palhaça palhaços palhaçada fracassado fracassada fracassados inútil inúteis ' +
  'ridículo ridícula ridículos ridículas patético patética patéticos ignorante ignorantes analfabeto analfabeta incompetente incompetentes ' +
  'macaco macaca macacos crioulo crioula neguinho pretinho favelado favelados gorda gordo gorducha baleia feia feio fedido fedida fedorento fedorenta ' +
  'punheta punheteiro punheteira gozar siririca boquete chupa chupar chupador mamar trepar transar pelada pelado sexo nudes tesão pornô ' +
  'nazista nazistas fascistas racista racistas estuprador estupradores estuprar pedófilo pedófila pedófilos tarado tarada ' +
  'matar morra morre morrer morto defunto suicida animal asquerosa asqueroso asquerosos monstro demônio diabo inferno peste praga ' +
  'vaidade arrombadinho cabaço cabaça frouxo frouxa bichona bichano brocha cafajeste cafajestes calhorda lambebotas gado gados jeca caipira paspalho pateta imundo imunda imundos imundas mequetrefe desmiolado abestado boçal debiloide mentecapto fuleiro vigarista charlatão babão baranga mocreia';

/** Spellings that no rule undoes, each with what it stands for. */
export const shortSpellings =
  'krl=caralho|krlh=caralho|crlh=caralho|karaio=caralho|caraio=caralho|carai=caralho|karai=caralho|caray=caralho|fdp=filho da puta|fdps=filhos da puta|' +
  'vsf=vai se foder|vsfd=vai se foder|vtnc=vai tomar no cu|vtmnc=vai tomar no cu|tnc=tomar no cu|tmnc=tomar no cu|pqp=puta que pariu|ptqp=puta que pariu|' +
  'fodac=foda-se|bct=buceta|bucta=buceta|kct=cacete|poha=porra|prr=porra|mrd=merda|vgbd=vagabundo|otariu=otário|bobaum=bobão|cusao=cuzão|cuzaum=cuzão|' +
  'idiotx=idiota|arrombadx=arrombado|fck=fuck|fuk=fuck|fuq=fuck|fvck=fuck|phuk=fuck|phuck=fuck|fcking=fucking|fkn=fucking|fkin=fucking|fking=fucking|' +
  'fcuk=fuck|shiet=shit|btch=bitch|biatch=bitch|beotch=bitch|bytch=bitch|kunt=cunt|azz=ass|azzhole=asshole|ahole=asshole|asshle=asshole|dumbazz=dumbass|' +
  'mofo=motherfucker|niqqa=nigga|niqqer=nigger|fggt=faggot|stoopid=stupid|stewpid=stupid|stpd=stupid|stupd=stupid|idjit=idiot|ediot=idiot|idit=idiot|' +
  'rtrd=retard|retrd=retard|lozer=loser|whoar=whore';
