import type { QueueWords } from './queue-messages.js';

const number = new Intl.NumberFormat('pt-BR');
const percent = new Intl.NumberFormat('pt-BR', { style: 'percent', maximumFractionDigits: 0 });
const comments = (count: number) => (count === 1 ? '1 comentário' : `${number.format(count)} comentários`);

const states: QueueWords['states'] = {
  checking: 'Em verificação',
  published: 'Publicado',
  reported: 'Denunciado',
  held: 'Retido',
  blocked: 'Bloqueado',
  rejected: 'Rejeitado',
  appealed: 'Com recurso',
  deleted: 'Excluído',
  erased: 'Apagado',
};
const many: QueueWords['states'] = {
  ...states,
  published: 'Publicados',
  reported: 'Denunciados',
  held: 'Retidos',
  blocked: 'Bloqueados',
  rejected: 'Rejeitados',
  deleted: 'Excluídos',
  erased: 'Apagados',
};

export const queuePtBr: QueueWords = {
  queue: 'Fila de moderação',
  waiting: (count) => (count === 0 ? 'Nada espera' : count === 1 ? '1 comentário espera' : `${number.format(count)} comentários esperam`),
  counts: (held, reported, appealed) =>
    `${number.format(held)} retidos, ${number.format(reported)} denunciados, ${number.format(appealed)} com recurso`,
  decidedToday: (count) => `Você decidiu ${comments(count)} nas últimas 24 horas`,
  saving: (count) => (count === 1 ? 'Guardando 1 decisão…' : `Guardando ${number.format(count)} decisões…`),
  unsent: (count) => (count === 1 ? '1 decisão espera a conexão' : `${number.format(count)} decisões esperam a conexão`),
  loading: 'Carregando a fila…',
  failed: 'Não foi possível carregar a fila.',
  tryAgain: 'Tentar de novo',
  empty: 'Nada espera por você.',
  emptyHint: 'O que deixa a máquina em dúvida, e o que leitores denunciam, chega aqui sozinho.',
  nothingFound: 'Nada foi encontrado.',
  noMeaning: 'Aqui não há busca pelo sentido. Busque por palavras.',
  offline: 'Sem conexão: o que você decidir agora fica guardado aqui e segue quando a conexão voltar.',
  search: 'Buscar em todos os comentários',
  searchPlaceholder: 'Palavras',
  byMeaning: 'Pelo sentido',
  found: (query, count) => `“${query}”: ${comments(count)}`,
  backToQueue: 'Voltar à fila',
  filters: 'Filtros',
  filterState: 'Situação',
  filterLabel: 'Motivo',
  filterLanguage: 'Língua',
  filterPage: 'Página',
  any: 'Todos',
  clearFilters: 'Sem filtros',
  onlyWriter: (name) => `Só de ${name}`,
  order: 'Ordem',
  orders: { uncertain: 'Mais incertos antes', oldest: 'Mais antigos antes', newest: 'Mais novos antes' },
  list: 'Comentários que são seus agora',
  more: 'Pegar mais',
  selectAll: 'Selecionar todos',
  select: 'Selecionar este comentário',
  selected: (count) => (count === 1 ? '1 selecionado' : `${number.format(count)} selecionados`),
  states,
  position: (at, all) => `${number.format(at)} de ${number.format(all)}`,
  nobody: 'Alguém sem nome',
  edited: 'editado',
  onPage: (page) => `em ${page}`,
  inReplyTo: 'Ele responde a',
  gone: 'As palavras dele se foram.',
  harsh: 'Este texto pode ser duro de ler.',
  show: 'Mostrar o texto',
  hide: 'Embaçar o texto',
  readsAs: 'Lê-se',
  why: 'Por que está aqui',
  because: {
    score: (label, words) => `${label}: ${words}`,
    disguise: (label, words) => `${label} com disfarce: ${words}`,
    rule: (label) => `Uma regra da política: ${label}`,
    error: () => 'Não foi possível avaliar.',
    name: (label) => `O nome se parece com outro: ${label}`,
    reports: (label) => `Denunciado por ${label === '1' ? '1 leitor' : `${label} leitores`}`,
    appeal: () => 'Quem escreveu pede que uma pessoa leia.',
  },
  likely: (score) => (score >= 0.9 ? 'muito provável' : score >= 0.7 ? 'provável' : score >= 0.4 ? 'possível' : 'improvável'),
  percent: (share) => percent.format(share),
  scored: (score, threshold) => `${score}; é revisado a partir de ${threshold}`,
  sure: (uncertainty) =>
    uncertainty >= 0.66
      ? 'A máquina está em dúvida.'
      : uncertainty >= 0.33
        ? 'A máquina pende para um lado.'
        : 'A máquina tem quase certeza.',
  words: 'Onde no texto',
  allScores: 'Todas as pontuações',
  reports: {
    harassment: 'ataca alguém',
    hate: 'ódio contra um grupo',
    violence: 'violência ou ameaça',
    sexual: 'conteúdo sexual',
    'self-harm': 'alguém pode se machucar',
    spam: 'propaganda ou golpe',
    'off-topic': 'fora do assunto',
    other: 'outra coisa',
  },
  appealed: 'Quem escreveu diz',
  writer: 'Quem escreveu',
  tally: (counts, since) => {
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const each = Object.entries(counts).map(
      ([state, count]) => `${number.format(count)} ${(count === 1 ? states : many)[state as keyof typeof states].toLowerCase()}`,
    );
    return `${comments(all)}${since ? ` desde ${since}` : ''}${each.length > 0 ? `: ${each.join(', ')}` : ''}`;
  },
  history: 'Mostrar o que escreveu',
  hideHistory: 'Esconder o que escreveu',
  noHistory: 'Não há mais nada.',
  earlier: (action, when, mine) => `${action === 'approve' ? 'Aprovado' : 'Rejeitado'} por ${mine ? 'você' : 'outro moderador'}, ${when}`,
  decision: 'Decisão',
  approve: 'Aprovar',
  reject: 'Rejeitar',
  next: 'Próximo',
  previous: 'Anterior',
  undo: 'Desfazer',
  dismiss: 'Dispensar',
  cancel: 'Cancelar',
  rejectTitle: (count) => (count === 1 ? 'Por que rejeitar?' : `Por que rejeitar estes ${number.format(count)} comentários?`),
  rejectHint: 'Quem escreveu é avisado com as palavras da política. Números escolhem, Enter rejeita, Esc sai.',
  otherReason: 'Outro motivo',
  note: 'Um recado a quem escreveu (opcional)',
  decided: (action, count) =>
    count === 1
      ? action === 'approve'
        ? 'Aprovado.'
        : 'Rejeitado.'
      : `${comments(count)} ${action === 'approve' ? 'aprovados' : 'rejeitados'}.`,
  undone: (count) => (count === 1 ? 'Desfeito.' : `Decisão desfeita em ${comments(count)}.`),
  nextIs: (at, all, state, why) => `${number.format(at)} de ${number.format(all)}, ${state}. ${why}`,
  notKept: (count) => (count === 1 ? 'Uma decisão não valeu' : `${number.format(count)} decisões não valeram`),
  attempt: (action, name) => `${name}, ${action === 'approve' ? 'aprovar' : action === 'reject' ? 'rejeitar' : 'desfazer'}`,
  settings: 'Teclas e textos embaçados',
  shortcuts: 'Teclas simples',
  shortcutsHint: 'Elas só valem com o foco dentro da fila, e não enquanto você escreve.',
  shortcutsOn: 'Usar teclas simples',
  commands: {
    next: 'Próximo comentário',
    previous: 'Comentário anterior',
    approve: 'Aprovar',
    reject: 'Rejeitar com um motivo',
    undo: 'Desfazer a última decisão',
    show: 'Mostrar ou embaçar o texto',
    select: 'Selecionar',
    history: 'O que a pessoa escreveu',
    search: 'Buscar',
    help: 'Teclas e textos embaçados',
  },
  conflict: 'Outro comando já tem esta tecla.',
  defaults: 'Teclas usuais',
  blur: 'Embaçar textos até eu pedir',
  blurs: { harsh: 'Os duros', all: 'Todos', none: 'Nenhum' },
  close: 'Fechar',
  key: (key) => `tecla ${key}`,
};
