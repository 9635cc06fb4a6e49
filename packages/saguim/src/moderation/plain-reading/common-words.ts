// Frequent words: they are left alone, and they are what a disguised word may read like. Counted in Jigsaw's comments, CLINC150, SMS Spam Collection, STS-B,
// ToLD-Br, Alice's Adventures in Wonderland and O Alienista (those that two of these share, or that are very frequent in one); insults are elsewhere.

export const commonEnglish =
  'a able about above absolute absolutely abt abuse academic accent accept acceptable accepted access accident according account ' +
  'accounts accurate accused across act action actions activities activity actual actually add added adding addition additional address ' +
  'admin administrator admins advance adventures advice afghan afghanistan afraid africa african aft after afternoon again against age ' +
  'agency ago agree agreed agreement ahead aid aidsaids air aircraft airlines airport al alarm album alert alerts alice align alive all ' +
  'allow allowed almost alone along already alright also although altogether always am amazon america american americans amex amid among ' +
  'amount amp an ancient and angeles angrily angry animals anniversary announced another answer answers anti anxiously any anymore ' +
  'anyone anything anyway apartment apparently appear appeared appears apple application apply appointment appreciate appreciated ' +
  'appropriate approved apr april are area areas aren argue argument arguments arm arms army around arrest arrested arrive art article ' +
  'articles as asia asian ask asked asking asleep assad assistance associated association assume at attack attacks attempt attention ' +
  'attorney auction august australia australian author authorities authority automatically available average avoid await award awarded ' +
  'aware away awesome awful babe baby back background backs bad bag balance ball balls ban band bangladesh bank banned bar base based ' +
  'basic basis battery battle be beach bear beat beautiful because become bed been before beg began begin beginning begins begun ' +
  'behavior behind being believe belongs below benefits besides best better between beyond bias biased bicycle big biggest bike bill ' +
  'billion bills bird birds birth birthday bit black blast block blocked blocking blog blood blue board boat bob bodies body bold bomb ' +
  'bomber bombing bonus book booked books border bored born boss boston bot both bother bottle bottom bowl box boy boys brain brains ' +
  'brazil bread break breathe bright bring britain british broke broken brother brotherhood brought brown budget build building bus bush ' +
  'business busy but butter buy by bye cable cake calendar california call called calling calls calories came camera campaign can canada ' +
  'cancel cancer cannot cant capital car card cards care carefully carlos carried carry carrying cars case cases cash cat catch category ' +
  'caterpillar cats cause caused cell center central centre cents century certain certainly chair chairman chance change changed changes ' +
  'changing chapter character charge charged charges chase chat check checked checking checks cheers cheese chemical cheshire chicago ' +
  'chicken chief child children chin china chinese choice choose chorus chris christian christmas church citation citations cite cited ' +
  'city civil claim claimed claims clash clashes class clean cleaning clear clearly click clock close closed closest club coast code ' +
  'coin cold collapse collect collection college color colour come comes coming comment comments commission committee common community ' +
  'companies company complete completely composite computer concerned concerns condition conditions conference confirm confirmed ' +
  'confirms conflict confused confusing confusion congrats congratulations congress connect connection consensus consider considered ' +
  'considering constitution contact content context continue continued contribs contribute contributing contributions control ' +
  'controversial conversation convert converter cook cool coordinates copy copyright correct cost could couldn council count countries ' +
  'country county couple course court cover covered cow cows coz crash crazy cream create created creating creation creatures credit ' +
  'cried crime crisis criteria criticism cross crowd crowded cry culture cup curious current currently customer cut cutting dad dallas ' +
  'dance dancing dare dark dat data date dates dating david day days deal dear debate december decide decided decimal decision decker ' +
  'declined deep defense definitely definition delete deleted deleting deletion delivered delivery delta den denied department deposit ' +
  'describe described description desk despite details development dice did didn didnt died dies difference different difficult dinah ' +
  'dinner direct direction directly director dirt dirty dis disagree discover discuss discussed discussion disgrace dish dispute ' +
  'distance do doctor documents dodo does doesn dog dogs doing dollar dollars don done dont door dormouse double doubt dow down dozens ' +
  'draw dream dreams drew drink drive driving drogon drone drop dropped drug drugs dry duchess dude due dunno during each eagerly ear ' +
  'earlier early earned earnings ears earth earthquake easily east eastern easy eat eating economy edge edit edited editing editor ' +
  'editors edits effect efforts egg eggs egypt eight either election elections electric else email empty encyclopedia end ending ends ' +
  'energy engine england english enjoy enough enter entire entirely entry escape especially etc europe european eve even evening event ' +
  'events ever every everybody everyone everything evidence exact exactly example examples excellent except exchange excuse executed ' +
  'executive exist existence existing expect expected expecting experience experiment expire expires explain explanation express ' +
  'external extra eye eyes face facebook faces fact factory facts failed fair faith fake fall false familiar family fan fancy far fargo ' +
  'fast faster father fear february federal feel feeling fees feet fell fellow felt female fence fetch few field fight fighting figure ' +
  'file files fill filled film final finally financial find finding fine finger finish finished fire fired first fish fit five fix fixed ' +
  'flag flat flight flights flip floor florida flute fly flying follow followed following follows food foot football footman for force ' +
  'forces foreign forget forgot forgotten form former forms forward found four france fraud fraudulent free freedom freeze french friday ' +
  'fridge friend friends friendship frightened from front frozen fuel full fun funny further future gained game games gang garden ' +
  'gardeners gas gave gay gaza general generally george german germany get gets getting gift girl girls give given gives giving glad ' +
  'glass global gloves go god goes goin going golden gone gonna good google got gotta government gps grand grass great greece greek ' +
  'green grey ground group groups grow growing grown gryphon guaranteed guess guide guidelines guilty guinea guitar gun gunmen guy guys ' +
  'had hadn haha hair half hall hand hands hanging happen happened happening happens happy hard hardly hare has hasn hastily hat hatter ' +
  'have haven havent having he head heads health healthy hear heard hearing heart hearts heavy hedgehog height held helicopter hell ' +
  'hello help helpful her here herself hey high higher highest highly hill him himself his historical history hit hits hobbies hold ' +
  'holding holds hole holiday home hong hope hoping hornyhorny horse hospital hot hotel hour hours house houston how however http huh ' +
  'human hungry hurried hurry hurt i ice idea ideas if ignore ill illegal image images imagine immediately important impossible improve ' +
  'in inc inches include included including inclusion income incorrect increase increased indeed independent index india indian indicate ' +
  'indonesia industrial info inform information ingredients injured inside instance instantly instead instructions insurance ' +
  'intelligence interest interested interesting international internet interrupted into invited involved iran iranian iraq ireland is ' +
  'islamic isn israel israeli issue issues it italian italy items its itself james january japan japanese jay jet jewish jews jim job ' +
  'john join joined joke jokes jones jordan journal judge july jump jumped jumping jumps june jury just justice kamado keep keeping ' +
  'kenya kept key kick kid kids kills kind kinds king kiss kitchen knew knife know knowledge known knows kong korea korean lack lady ' +
  'land landing landline language large larger largest las last late lately later latest laugh laughing law lay laying lead leader ' +
  'leaders leading league learn least leave leaves leaving led left legal less lesson lessons let lets letter level liao library license ' +
  'lie lies life light like liked likely limit limited line lines link linked links list listed listen listening little live lived lives ' +
  'living lizard lobster local locate located location locked log lol london long longer look looked looking looks lor los lose loss ' +
  'lost lot lots loud love lovely loving low lower luck lucky luggage lunch lying mad made magnitude mail mailed main maintenance ' +
  'majesty major make makes making malaysia male mali mall man manage managed mandela manner manual many map march mark marked market ' +
  'markets marriage mary mass massacre master mastercard match mate material matter matters may maybe me meal mean meaning means meant ' +
  'meat media medical medicine meet meeting meetings meets member members men mention mentioned merely message messages met metal mexico ' +
  'miami michael microsoft mid middle might miles militants military milk million min mind mine minimum minister ministry minor mins ' +
  'minute minutes miss missed missile missing mistake mixed mob mobile mock mode model modern mom moment monday money monkey month ' +
  'months moon moral more morning moscow most mostly mother motorcycle mouse mouth move moved movie movies moving msg much multiple mum ' +
  'mushroom music muslim must my myanmar myself name named names nasdaq nasty national nations nato natural nature navy near nearest ' +
  'nearly necessary neck need needed needs negative neither nelson net network neutral never new news newspapers next nice nigeria night ' +
  'nine no nobody nokia non none nonsense noon nor normal north northern nose not notability notable note nothing notice noticed ' +
  'november now npov nuclear number numbers nutrition nutritional obama obvious obviously occurred ocean october of off offended offer ' +
  'offers office officer officers official officials often oh oil ok okay okie old older olive on once one ones onion online only onto ' +
  'open opened opening operation operator opinion opinions opportunity oppose opposition opt option or orange order ordered orders ' +
  'organization origin original originally other others otherwise ought our out outside over owe own pack package page pages paid pain ' +
  'pair pakistan pakistani palestinian palestinians pan paper papers paragraph pardon parents paris park parked parliament part ' +
  'particular particularly parts party pass passed past paul pay paycheck paying payment peace peeling people pepper per percent ' +
  'perfectly perhaps period person personal personally persons pet peter pets philippines phoenix phone photo piano pic pick picked ' +
  'picking pics picture pictures pie piece pieces pigeon pin pink pizza place placed places plan plane planned planning plans plate play ' +
  'played player players playing playlist plays please pleased plenty plug plus pocket point pointed pointing points police policies ' +
  'policy politely political poll pool poor pope population position possible possibly post posted posts pot potato potential pounds ' +
  'power powers pray preceding prefer present president presidential press pressure pretty prevent previous previously price primary ' +
  'prime princess prison private prize pro probably problem problems process processed produce profit program progress project proof ' +
  'propaganda proper properly proposed protect protection protest protesters protests prove provide provided pub public published puppy ' +
  'purchase purpose push put putin putting puzzled quake quality quarter queen question questions quick quickly quite quote rabbit race ' +
  'radio rain raise raised rally ran random range rate rates rather rating ratings rationale re reach reached read reading ready real ' +
  'reality really reason reasonable reasons rebels receive received recent recently recipe record red redeem redirect refer reference ' +
  'references refused regarding regards region registered regular related release released relevant reliable religious remain remained ' +
  'remaining remains remark remarked remarks remember remembered remind reminder reminders removal remove removed removing rent rental ' +
  'repeat repeated replace replaced replacement replied reply report reported reports republic request requests require required ' +
  'research reservation reservations reserve reset resolution respect respond response responsible rest restaurant restaurants ' +
  'restrictions result results return returning returns revert reverted reverting review reviews reward rewards rice ride ridiculous ' +
  'riding right rights ring ringtone rise rises risk rite river road robin rock rocks role roll rollover romney roof room rooms rope ' +
  'rose rotten round route routing row royal rule rules run running runs russia russian sad safe said salary sale sales salt same san ' +
  'sanctions sandbox saturday saudi save saved savings saw say saying says scandal schedule scheduled school science scientific score ' +
  'sea search season seattle second secret section sections security see seeing seek seem seemed seems seen selected self sell senate ' +
  'send sending sense sent sentence sentenced separate september series serious seriously serpent service services set setting settings ' +
  'settled seven several shall shan share shared shares sharp she sheep ship shirt shoes shook shooting shop shopping shore short shot ' +
  'shots should shouldn shouted show shower showing shows shut sick side sided sides sight sign signed significant silence silent ' +
  'similar simple simply since sing singapore singing single sir sister sit site sites sits sitting situation six size sky sleep ' +
  'sleeping slicing slow slowly small smell smile smiling smith smoke smoking sms snow so soccer social society sofa software soldier ' +
  'soldiers solid some somebody someone something sometimes somewhere son song sony soo soon sorry sort sorts sound sounds soup source ' +
  'sourced sources south southern southwest soviet space spain spanish speak speaker speaking special specific specifically speech speed ' +
  'speedy spell spelling spend spending spent spoke spokesman spread square staff stage stand standard standing stands star starbucks ' +
  'start started starting starts state stated statement statements states station status stay steakhouse step steps stick still stink ' +
  'stinking stinks stock stocks stolen stood stop stopped store storm story straight strange street strike strikes strong students ' +
  'studies study stuff style sub subject subjects substitute such suddenly sugar suggest suggestion suggestions suicide suit summary ' +
  'summer sun sunday support suppose supposed sure surprise surprised suspect suspected sweet swim swimming swing switch syria syrian ' +
  'system systems table tag tagged tags tail tails take taken takes taking taliban talk talking talks tampa tan tank target task tax ' +
  'taxes tea team tears technology tel television tell telling tells template ten term terms terrorism test tests texas text texts thai ' +
  'than thank thanks thanx that thats the their them themselves then theory there therefore these they thing things think thinking ' +
  'thinks third this tho those though thought thousands threat three through throw thursday thus til tildes till time timer times ' +
  'timezone tiny tire tired tires tis title to today todays todo together tokyo told toll tom tomato tomorrow tone tones tonight too ' +
  'took top topic tot total totally touch tour tourist toward towards town toy track tracks trade trading traffic trafficking train ' +
  'training transaction transactions transfer translate travel traveling travelling treacle treat treaty tree trees trial tried trip ' +
  'trivia troops trouble truck true trust truth try trying tuesday turkey turkish turn turned turning turns turtle tutorial twelve twice ' +
  'twinkle two type types uber ugh ukraine uncle under understand understanding union united university unless unsigned unsubscribe ' +
  'until up update uploaded upon upset urgent urges us use used useful user username users uses using usual usually vacation valid value ' +
  'vandalism vandalize various vegas vehicle verdict verifiable verify version vertical very vessels via victims video view views ' +
  'village violation violence violent virginia visa visit voice volume vote votes wait waited waiting wake walk walked walking wall ' +
  'walmart wan wanna want wanted wants war warning warnings was washington wasn waste watch watching water way ways we weak weapons ' +
  'wearing weather web website wednesday week weekend weekly weeks weight welcome well wells wen went were west western what whatever ' +
  'whats when whenever where whether which while whisper white who whole whom whose why wid width wife wiki wikipedia wikipedian ' +
  'wikiproject will william win window windows wine winner wins wish with within without witness woman women won wonder wonderful ' +
  'wondering wonders wont wood wooden word words work worked workers working works world worry worse worth would wouldn wounded wow ' +
  'write writing written wrong wrote xmas yeah year years yellow yen yes yesterday yet york you young your yours yourself youth yup zone';

export const commonPortuguese =
  'a abaixo aberta abertas aberto abertura abismo aborto abre abrem abril abrir abriu absoluta absolutamente absoluto absurda absurdo ' +
  'absurdos abuso acaba acabado acabar acabava acabo acabou academia aceita aceitou acerca acesso acha achando achar achava achei acho ' +
  'achou acidente acidentes acima acompanhado acontecer aconteceu acontecimento acorda acordar acordo acredita acreditam acreditar ' +
  'acreditava acredito acreditou acrescentou acusado acusados acusação acusações acção acções adesão administração admira admiração ' +
  'admitir adolescente adolescentes adversário advertiu advogado advogados aeroporto afeganistão afirma afirmaram afirmou aflição agente ' +
  'agentes agitando agora agosto agradeço agência ai ainda ajuda ajudar albardeiro alcançado alcançar alegação alegre alegria alemanha ' +
  'alemão algo algum alguma algumas alguns alguém alheia alho ali aliados alienado alienados alienista alimentar alimentos aliás alma ' +
  'almoçar almoço alojamento alta alto altos altura além amanhã amarela amarelo amava ambas ambição ambos ameaça ameaças ameaçava ' +
  'americana americano americanos amiga amigas amigo amigos amizade amo amor amplo amém américa anda andar anel animais aniversário anjo ' +
  'ano anos anterior anteriores anteriormente antes antiga antigas antigo antigos anunciar análise ao aos apanhar apareceu apela apenas ' +
  'apertar apesar aplicar aplicação apoia apoiado apoiar apoio apoiou aprender apresentar aprova aprovado aprovação após aquela aquele ' +
  'aqueles aqui aquilo areia argumento arma armas arrependo arrumar arte artista arábia as asas asilo aspecto assassinato assassino ' +
  'assim assinar assistindo assistir associação assunto assuntos ataca atacar ataque ataques atendeu atentado atenção atinge atitude ' +
  'atitudes ato atos através atribuir atribuiu atrás atual até audiência aula aumenta aumentar aumento aumentou aurora ausência auto ' +
  'autocarro autor autoridade autoridades aviso avião azul ação aérea aí bacamarte baile baixa baixo balançar banco banda bandeira ' +
  'bandeiras bando banho barbeiro barra barriga bases basta bastante batalha batata bate bater bateria beber bebé beijar beijo beira ' +
  'bela beleza belo bem bens bernardes biblioteca bicho bicicleta boa boas boato boca boi bola bolsa bolsonaro bom bomba bombas ' +
  'bombeiros bonita bonito bota boticário branca branco brancos brasil brasileira brasileiro braço braços brilhantes brinca brincadeira ' +
  'brincam brincar brinquedo britânica busca cabelo cabeça cabeças cabo cachorro cada cadeia cadeira cadáver cadáveres cai cair caiu ' +
  'caixa cala calada calado califórnia calma calor cama caminha caminhar caminho caminhou camisa camião campanha campeonato campo canadá ' +
  'candidato canguru canjicas cantar canto capa capacete capacidade capaz capitão captura capturado cara caras cargo caridade ' +
  'carinho carne carregar carro carros carta cartão caráter casa casaco casado casal casamento casas caso casos castanho causa cavalo ' +
  'cavalos caíram cedo cega cena cento centro cerca cerebral certa certeza certo certos cerveja chafariz chama chamada chamado chamando ' +
  'chamar chamou chapéu chata chato chave chefe chega chegam chegando chegar chegaram chego chegou cheia cheias cheio cheios cheiro ' +
  'chinês chora chorar choro chuva chão cidade cidades cidadão cidadãos científica científico científicos cima cinco cirurgia ciência ' +
  'ciúmes claramente claro clientes clube coelho coisa coisas colapso colar colega colegas coloca colocar colocou colorado colônia com ' +
  'combate comboio comecei comendo comentar comentários comer comercial começa começar começo começou comia comida comigo comissão como ' +
  'companhia completa completamente composto compra comprar comprida computador comum comunicação comunista comércio conceito concluir ' +
  'conclusão concorda concordou concurso condena condenado condições conferência confessou confiança confirma conflito conforme ' +
  'confrontos confusão congresso conhece conhecer conhecia conjunto consegue conseguir conseguiu conselho considerado consideração ' +
  'consigo constante constitucional constituição construir conta contar contas conteúdo continua continuam continuar continuo continuou ' +
  'conto contou contra contrário conversa conversas conversações convicção cooperação copo cor coragem coração corda coreano coreia ' +
  'coroa corpo corpos corre correm correndo correr correu corria corrida corrupta corrupção corta cortar corte cortes costa costas ' +
  'costume cozinha creio crer cresceu crescimento cria criança crianças criar criação crimes criou crise crispim cristã cronistas cruz ' +
  'cruzados crédito crônicas cuba cuidado cuidados cuidar cuidou cuja cujo culpa cumprir cura curar curiosa curiosidade curioso curso ' +
  'curta curto custa custos cá câmara cães cão cérebro céu cêntimos cólera da dada dado dados dali dama damasco dando daniel dança ' +
  'dançando dançar daquela daquele daqui dar daria das dava davam davi daí de debaixo decisivo decisão declara declarado declarando ' +
  'declarar declaração declarou dedo dedos defeito defender defesa definir definitivamente dei deita deitada deitado deitar deixa deixam ' +
  'deixando deixar deixava deixe deixou dela delas dele deles demais demanda demite demitir democratas demência denominação dentes ' +
  'dentro depois depressa deram derrota desaparecidos desce descer descoberta descobrir descobriu desculpa desde desemprego desenvolveu ' +
  'desenvolvimento deserto desespero desiste desmaiou despesas desprezo dessa dessas desse desses desta deste destruir destruição deu ' +
  'deus devagar devassa deve devem devemos deveria deverá devia devido devo dez dia diante dias diferente diferentes diferença difícil ' +
  'digna dignidade digno digo dinheiro direita direito direitos diria discreto discurso discutir dispara disse disseram dissidente disso ' +
  'ditadura dito divina diz dizem dizendo dizer dizia diziam diário do documento documentos doente doença doenças doido doidos dois dom ' +
  'domingo domínio dona dono dor dormia dormir dos dou dragões droga drogas duas dura durante duro duvidar duvidou dá dê dívida dólares ' +
  'dúvida dúzia dúzias e economia edifício edição educação efeito egipto egoísta eis ela elas ele eleitoral eleições eles eliminar em ' +
  'embaixada embora emergência empossado emprego empresa empresas encher encontra encontrado encontrar encontro encontrou energia enfia ' +
  'enfim enfrenta engana engendrou engraçado enorme enquanto ensaio entanto entender entendeu entendo entidades entra entram entrar ' +
  'entrava entre entrega entregar entregou entretanto entrou então envia enviou episódio equilíbrio equipa equipamento era eram errada ' +
  'errado erro escola escolar escolas escolha escrever escrito escuro escândalo esforço esforços espada espanha espantado espaço ' +
  'especial especialmente espelho espera esperando esperança esperanças esperar esperava espero esperou espiritual esposa espécie ' +
  'espírito esquerda esquerdo esquina essa essas esse esses esta estado estados estamos estando estar estaria estas estatal estatísticas ' +
  'estava estavam estação este esteja estes esteve estilo estima estiveram estivesse estou estrada estrangeiros estranho estratégia ' +
  'estrela estrelas estudar estudava estudo estudos está estão eterno eu eua europa europeia europeu evarista evidente exame excelente ' +
  'excesso exceção executivo execução exemplar exemplo exemplos exercício exige exigir existe existem existiam existência expansão ' +
  'experiência experiências explicar explicação explicou explodiu explosão explosões exposição expressão exterior extraordinária ' +
  'exército fabrico faca faculdade faculdades faixa fala falam falando falar falaram falava fale falo falou falsa falso falta faltou ' +
  'família famílias faria fase fato favor faz fazem fazendo fazer fazia faça faço fecha fechada fecham fechar fechou feira feita ' +
  'feito feição felicidade felipe feliz feminino feridas ferido feridos ferimentos festa festas fez fica ficam ficar ficasse ficava fico ' +
  'ficou fiel fila filha filho filhos filme fim finalmente firme fiscal fita fiz fizeram fizesse flor flores fogo foi folha fome fonte ' +
  'fora foram forma formar formação forte fortemente fortes força forçar forças fosse fossem foto fotos fracos francesas francisco ' +
  'francês frança frase fraude freitas frente frio fritar fuder fuga fugitivos fui fumar funciona funcionário funcionários fundo fundos ' +
  'furacão furiosos furor futebol futuro futuros fábrica fácil fãs fé férias galeria galvão ganha ganhar ganho ganhou ganância garrafa ' +
  'gastar gatinho gato gelo gente geral gesto gestos gigante gil globo glória golpe gosta gostar gostava gosto governador governamentais ' +
  'governo gozo granada grande grandemente grandes grau gravar grave gravemente graves graça grego greve gritando gritar grito gritos ' +
  'grossa grupo grupos grécia guarda guerra guitarra gás gênio hacker hackers harry haver haverá havia herança hipótese história hoje ' +
  'holanda homem homens honra hora horas hospício houve https humana humanidade humano humanos há ia iam idade ideia idéia igreja iguais ' +
  'igual ilegal ilustre ilusão imagem imagens imagina imaginar imediatamente imensa impaciência impedir impor importa importante ' +
  'impossível imposto impostos imprensa impulso incidente incluindo incêndio indiana indianos indignada indignação indivíduos indo ' +
  'indústria infantil infelizmente influência informação informações inglês inimigo inimigos inocente inocência inquieta inquérito ' +
  'insinuação insistindo insta instante instituição instituições inteira inteligente inteligência intenção interessante interesse ' +
  'interesses interior internacionais internacional interrogar interrogou interrompeu intimidade inveja investigação investigações ' +
  'investimento início iraque iria irmandade irmã irmão irmãos irá irão isso isto itaguaí italiano itália jamais janeiro janela janelas ' +
  'jantar japão jardim jeito jesus joga jogador jogadores jogando jogar jogo jogos jogou jornais jornal jornalista jornalistas jovem ' +
  'jovens joão judicial juiz julgamento julho junho juntar junto juntos jurar juro justamente justiça juízes juízo já kkk kkkk kkkkk ' +
  'kkkkkk kkkkkkk kkkkkkkk kkkkkkkkk lado lados lance lança lançou laranja largo lava lavar legais legalidade legitima lei leis leite ' +
  'lembra lembrar ler leste lesão leva levado levando levantando levantar levar levaria levava leve levou leão lhe lhes lho liberdade ' +
  'liberta libertar libertação licença liderança liga ligação limites limitou limpar limão linda lindo lindos linha lisboa lista livre ' +
  'livro livros logo loja lojas longa longe longo lopes louco loucos loucura lucro lucros lugar lugares lunáticos luta lutar luz luzes ' +
  'lá lágrimas líder líderes macho maciça madeira madrugada magistrado magra maio maior maiores maioria mais majestade mal manda ' +
  'mandando mandar mandaria mandato mandava mando mandou maneira manhã mania manifestantes manifestação manifestou mano mantém mar ' +
  'maratona maravilhas marca marcar marcha maria marido marinha março mas massa mata matam mateus matou matraca matriz matéria mau me ' +
  'medicamentos medida medidas medo meia meio meios melhor melhorar melhores membro membros memorial memória menina meninas menino menor ' +
  'menos mensagem mensagens mental mentalmente mentira mercado mercados merece merecia mesa meses mesma mesmo mesmos meta metade meter ' +
  'meteu metido meu meus microfone mil milhares milhões militantes militar militares mim mina minas minha minhas ministro ministros ' +
  'ministério minuto minutos missão mistura mistério miséria miúdo mobília modesto modo moeda moleque momento momentos monta montado ' +
  'montar monte morais morrem morreu morta morte mortes mortos mostra mostrar mostrou mota motivo motivos movimento moça moço msm muda ' +
  'mudança mudar mudou muita muitas muito muitos mulher mulheres multidão mundial mundo municipal máquina máximo mãe mão mãos média ' +
  'médico médicos médio mês mínimo mísseis música músicas na nacional nada namorada namoradas namorado nao napoleão naquela naquele ' +
  'naqueles nariz nas nascimento natal naturalmente natureza nação nações nega negociação negociações negou negra negro negros negócio ' +
  'negócios nela nele nem nenhum nenhuma nessa nesse nesta neste neve ninguém nisso nisto no nobre noite noites nome nomeação nomes ' +
  'norte nos nossa nosso nossos nota notícia notícias nova novamente novas nove novembro novidade novo novos nublado nucleares num numa ' +
  'nunca não né nível nós número números o obedecer objeto obra obrigada obrigado obrigação observação obteve ocasião oceano ocupado ' +
  'odeio oeste oficiais oficial ofício oito olha olhando olhar olho olhos olhou ombro ombros onda onde ontem onu onze operação opinião ' +
  'opiniões oportunidade oposição opção ora orador ordem ordena ordens orelhas organizado organização origem orçamento os otan ouro ' +
  'outra outras outro outros outubro ouve ouvia ouvido ouvidos ouvindo ouvir ouviu ovo ovos paciência pacote padre paga pagar pago pagou ' +
  'pai pais palavra palavras palco palestinianos palestra palácio panela papa papel papéis paquistão par para parabéns parada parar ' +
  'parece parecendo parecer pareceu parecia parede paredes parentes pariu parlamento parou parque parte partes participar participação ' +
  'particularmente partido partir partiu passa passada passado passando passar passear passeio passo passou pasto paulo pausa paz país ' +
  'países pedaço pedaços pede pedi pedia pedido pedindo pedir pediu pedra pedras pega pegou peito peixe pela pelas pele pelo pelos pena ' +
  'pensa pensam pensamento pensar pensava pensavam pensei penso pensou pequena pequeno perante percebeu perda perde perder perdeu ' +
  'perdida perdido perdão perfeita perfeitamente perfeito perfeição perfil pergunta perguntando perguntar perguntas perguntei perguntou ' +
  'perigo permitir pernas perto período pesado pescoço peso pesquisa pessoa pessoais pessoal pessoas petição petróleo pia piada pimenta ' +
  'pior piscina pista placa plano planos plena pleno plástico pobre pobres pobreza pode podem podemos podendo poder poderia poderiam ' +
  'podia podiam podre poeta pois policial polido polícia política político políticos ponta ponto pontos população por porco porem ' +
  'porfírio porque porta portanto porto portugal porém positivo posição possa posse posso possível postar posto postos postura potências ' +
  'pouca pouco poucos povo pq pra praia prazer prazo precisa preciso prendê preocupação prepara preparado presente presentes ' +
  'presidencial presidente preso presos pressa pressão presta prestes preta preto preço preços prima primeira primeiro primeiros primo ' +
  'princesa principais principal principalmente princípio prisão privado pro problema problemas procedimento processo procura procurador ' +
  'procuradores procurar produto produtos professor profunda profundo programa proibição projetos promete pronto proposta propósito ' +
  'propôs prosperidade protesto protestos protetor prova provar provas provavelmente provou proíbe prática pré príncipe pró própria ' +
  'próprio próprios próxima próximas próximo psicológica publicado pudesse pura puro pássaro pátio pão pé pérola pés pó pôde pôr pôs põe ' +
  'pública públicas público púrpura quais qual qualidade qualidades qualquer quando quantas quanto quantos quarta quarto quase quatro ' +
  'que quebra quebrar queda queijo queixa queixas quem quente quer querem queremos querer queria quero questão questões quinta quis ' +
  'quiser quê químicas racional rainha raiva raparigas rapaz rapazes rapazinho rapidamente rara raro rasgo ratificou rato razão raça ' +
  'reais realidade realizar realmente rebelde rebeldes rebelião recebe receber recebeu recebido receitas reclamar reclusos recolher ' +
  'recolheu recolhido reconheceu reconhecimento recorde recurso recusou rede redes redução reforma reformar reféns região regra regras ' +
  'regresso rei reino rejeita rejeitou relatório relatórios relação relações relva remédio rendimento repetir repetiu representa ' +
  'república reserva resignação resistir resistência resolução resolver resolveu respeito responde responder respondeu respondia ' +
  'responsabilidade resposta restaurante resto resultado resultados retirar reunião revela revista revolta revolução rica richard rio ' +
  'rir risco riso rival rocha roda rosa rosto roupa roupas rua ruas ruim russa russo russos ryan rápido rússia sabe sabem sabendo saber ' +
  'sabia sabiam saco sai saiba saindo sair saiu sala salto salvação salvo salário sandy sangue santa santo santos satisfação saudade ' +
  'saudades saudita saída saído saíram saúde sco se secreto secretária secretário seda sede segue seguida seguinte seguir seguiu segunda ' +
  'segundo segura segurando segurança segurar seguro sei seis seja sem semana semanas semelhante sempre senado sendo senhor senhora ' +
  'senhoras senta sentada sentado sentam sentido sentimento sentimentos sentindo sentir sentiu senão separar sequer ser serem seria ' +
  'seriam servir serviço serviços será serão sessão sete setembro seu seus sexta sexual sido significa silêncio sim simpatia simples ' +
  'simplesmente simão sinal sino sinto sintomas sistema situação skate soares sob sobe sobre sociedade sofá sol soldado soldados solo ' +
  'solta soltou som sombra somente somos sonho sorriso sorte sorteio sou soube sozinha sozinho sra stf sua suas suave subir subiram ' +
  'subiu sucesso sudeste suicidas suja sujeito sujo sul super superfície superior supostos supremo surto suspeita suspeitar suspeito ' +
  'suspeitos suspender suspendeu sábado são século série sério síria só tais taiwan tal talvez tamanha tamanho também tanta tantas tanto ' +
  'tantos tarde tava taxa te teclado tecnologia telefone televisão tem temos temperar tempestades tempo temporada tempos tendo tenha ' +
  'tenham tenho tens tenta tentar tentativa teoria ter terceira terceiro terem teria termina terminar termos terra território terror ' +
  'terrorismo terroristas terrível terça terço tesoura testa testamento teste testes teto teu teve texto tia tinha tinham tio tipo tira ' +
  'tirar tiro tiroteio tirou tiver tiveram tivesse toca tocar toda todas todos toma tomar tomate tomou topo torna tornar torno tornou ' +
  'totalmente trabalha trabalhadores trabalhar trabalho trabalhos trata tratado tratados tratamento tratando tratar traz trazia ' +
  'trezentos tribunal trimestre trinta triste troca tropa tropas tropical tráfico trás três tu tua tudo twitter tá tão têm título ' +
  'títulos tóquio tô ucrânia ultra um uma umas unidade unido unidos universidade universidades universo união uns unânime urso usa ' +
  'usando usar uso usou vaga vai vale valor valores vamos varanda vasta vazia vc vcs veio veja vejo velha velho velhos velo velocidade ' +
  'vem vence vencer venceu vencida venda vendas vender vendido vendo venezuela ver verdade verdadeira verdadeiro verde verdes vereador ' +
  'vereadores vergonha vermelha vermelhas vermelho versão versões vestido vestidos vestir vez vezes vi viagem vice vida vieram viesse ' +
  'vigor vigário vila vim vindo vingança vinha vinham vinte violação violência vir vira virar virtudes vis visita visitar vista visto ' +
  'visível vitória viu viva vivas vive vivendo viver vivera vivo vizinhos viúva voar você vocês volta voltar voltou vontade vos vossa ' +
  'vossas vossos vota votar votação voto votos votou vou voz vozes várias vários vão véspera vício vídeo vídeos vítima vítimas zero ' +
  'zona à água árabes área árvore é época índia índice óculos ódio óleo última últimas último últimos única único';

/** Less frequent ones that are near an insult: by their letters in another order, their sound, or backwards. */
export const nearInsults =
  'parapsychological psychological psychologically apathetic assess assez baba basset beast beasts beats bitola bitolas boast boasts boats botas burr caga cais canute cassete corn ' +
  'demand demands duche fat fatos fats fda fodder gal gals keel lair lairs lana liras lâmina lâminas monitores mora moram morar morn ' +
  'mortons motor motors parc pouts pto puts quiz rail rails rap rapped sapato sapatos sheet sheets sneak tar tars therapist therapists ' +
  'thrash thrashed wore worrying';
