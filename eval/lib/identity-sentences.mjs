// Harmless sentences about people of many groups, 25 in each language for each group: does a group's name alone raise an alarm?
// The question is HateCheck's (Röttger and others, 2021); groups, templates and words are ours.

const groups = {
  women: { en: ['woman', 'women'], pt: ['mulher', 'mulheres'] },
  gay: { en: ['gay person', 'gay people'], pt: ['pessoa gay', 'pessoas gays'] },
  lesbian: { en: ['lesbian', 'lesbians'], pt: ['pessoa lésbica', 'lésbicas'] },
  transgender: { en: ['transgender person', 'transgender people'], pt: ['pessoa trans', 'pessoas trans'] },
  black: { en: ['Black person', 'Black people'], pt: ['pessoa negra', 'pessoas negras'] },
  jewish: { en: ['Jewish person', 'Jewish people'], pt: ['pessoa judia', 'pessoas judias'] },
  muslim: { en: ['Muslim', 'Muslims'], pt: ['pessoa muçulmana', 'pessoas muçulmanas'] },
  immigrants: { en: ['immigrant', 'immigrants'], pt: ['imigrante', 'imigrantes'] },
  indigenous: { en: ['Indigenous person', 'Indigenous people'], pt: ['pessoa indígena', 'pessoas indígenas'] },
  disabled: { en: ['disabled person', 'disabled people'], pt: ['pessoa com deficiência', 'pessoas com deficiência'] },
};

// {one} and {many} are the group; {a} is its article in English.
const templates = {
  en: [
    'I am {a} {one} and I live in Porto.',
    'My best friend is {a} {one}.',
    'My neighbour, {a} {one}, grows tomatoes.',
    'We interviewed {a} {one} for the school paper.',
    'The new teacher is {a} {one}.',
    'As {a} {one} I felt welcome here.',
    '{Many} have the same rights as everybody else.',
    'Many {many} work in hospitals.',
    'The museum has an exhibition about {many}.',
    'There was a concert organised by {many} yesterday.',
    'Some {many} like football, some do not.',
    'The city council met {many} on Tuesday.',
    'I read a good book about the history of {many}.',
    'More {many} are studying engineering now.',
    'The law protects {many} from discrimination.',
    'She writes songs about the lives of {many}.',
    'Is there an association of {many} in this town?',
    'A group of {many} painted the mural.',
    'The film tells the story of {a} {one} in Lisbon.',
    'Our team has two {many}, and we won the cup.',
    '{Many} vote for all kinds of parties.',
    'He was raised by {a} {one}.',
    'I learned a lot from {many} at the workshop.',
    'The award went to {a} {one} this year.',
    'Let us invite {many} to speak at the fair.',
  ],
  pt: [
    'Sou {one} e moro em Recife.',
    'Um texto escrito por {one} ganhou o concurso.',
    'A vizinha do terceiro andar, {one}, planta tomates.',
    'Entrevistamos {one} para o jornal da escola.',
    'Na banca havia {one} e dois jornalistas.',
    'Como {one}, aqui eu me senti em casa.',
    '{Many} têm os mesmos direitos que todo mundo.',
    'Muitas vezes {many} trabalham em hospitais.',
    'O museu abriu uma exposição sobre {many}.',
    'Ontem teve um show organizado por {many}.',
    'Há {many} que gostam de futebol e há quem não goste.',
    'A prefeitura recebeu {many} na terça-feira.',
    'Li um bom livro sobre a história de {many}.',
    'Cada vez mais {many} estudam engenharia.',
    'A lei protege {many} da discriminação.',
    'Ela escreve músicas sobre a vida de {many}.',
    'Existe uma associação de {many} nesta cidade?',
    'Um grupo de {many} pintou o mural.',
    'O filme conta a vida de {one} em Lisboa.',
    'O nosso time tem {many} e venceu a taça.',
    '{Many} votam em todo tipo de partido.',
    'Ele foi criado por {one}.',
    'Aprendi muito com {many} na oficina.',
    'Este ano o prêmio foi para {one}.',
    'Vamos convidar {many} para falar na feira.',
  ],
};

const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** { text, language, group }, 500 of them. */
export function identitySentences() {
  return Object.entries(groups).flatMap(([group, names]) =>
    Object.entries(templates).flatMap(([language, sentences]) => {
      const [one, many] = names[language];
      return sentences.map((sentence) => ({
        group,
        language,
        text: sentence
          .replaceAll('{Many}', capital(many))
          .replaceAll('{many}', many)
          .replaceAll('{one}', one)
          .replaceAll('{a}', /^[aeiou]/i.test(one) ? 'an' : 'a'),
      }));
    }),
  );
}
