import type { CodeMessages } from './code-messages.js';

export const codePtBr: CodeMessages = {
  suggestion: (lines) => (lines === 1 ? 'Sugestão' : `Sugestão de ${lines} linhas`),
  suggestionOf: (index, count) => `Sugestão ${index} de ${count}`,
  accepted: 'Inserida',
  dismissed: 'Descartada',
  description: (mac) =>
    `Aparecem sugestões enquanto você digita. Tab insere a sugestão, Esc descarta, ${mac ? 'Command' : 'Control'} seta para a direita insere ` +
    `uma palavra, Shift F2 abre a sugestão para leitura. Sem sugestão, Tab recua a linha; Esc e depois Tab saem do editor.`,
  readTitle: 'Sugestão',
  accept: 'Inserir',
  close: 'Fechar',
  commands: {
    all: 'Inserir a sugestão',
    word: 'Inserir a próxima palavra da sugestão',
    line: 'Inserir a próxima linha da sugestão',
    dismiss: 'Descartar a sugestão',
    next: 'Próxima sugestão',
    previous: 'Sugestão anterior',
    request: 'Sugerir aqui',
    read: 'Ler a sugestão',
  },
};
