const list = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** Words of English that say nothing about what a text is about, folded. */
export const englishStopWords = list(`
  a about above after again against all also am an and any are as at be because been before being below between both but by can could
  d did do does doing down during each few for from further had has have having he her here hers herself him himself his how i if in
  into is it its itself just ll m may me might more most must my myself no nor not now of off on once only or other our ours ourselves
  out over own re s same shall she should so some such t than that the their theirs them themselves then there these they this those
  through to too under until up upon ve very was we were what when where which while who whom whose why will with would you your yours
  yourself yourselves`);

/** Likewise of Portuguese. Words that carry a meaning of their own (`casa`, `era` as a time) are not among them. */
export const portugueseStopWords = list(`
  a ainda alem algo alguem algum alguma algumas alguns ambos ao aos apenas apos aquela aquelas aquele aqueles aquilo as assim ate
  cada como com contudo da daquela daquele das de dela delas dele deles depois desde dessa desse desta deste disso disto do dos e ela
  elas ele eles em enquanto entao entre era eram essa essas esse esses esta estao estas estava estavam estamos este estes estou eu foi fomos foram
  fosse fossem ha havia isso isto ja lhe lhes mais mas me mediante mesma mesmas mesmo mesmos meu meus minha minhas muita muitas muito
  muitos na nas nao nem nenhum nenhuma nessa nesse nesta neste no nos nossa nossas nosso nossos num numa o onde os ou outra outras outro
  outros para pela pelas pelo pelos per perante pois por porem porque portanto posso pode podem pouca poucas pouco poucos primeiro pra qual
  quais qualquer quando quanto quantos que quem quer se segundo sem sendo ser sera serao seu seus sido sob sobre sua suas somos sou sao
  tal tambem tanta tantas tanto tao te tem tendo tenha tenho ter teu teus teve tinha tinham toda todas todavia todo todos tu tua tuas tudo
  um uma umas uns voce voces vos`);
