/**
 * Words that name groups of people and insult nobody. A model that learned from insults, in which they are frequent, takes the name for the
 * insult. Slurs are not among them, nor what is mostly said of things (white, black in Portuguese's `preto`).
 */
const names = `
  gay gays lesbian lesbians bisexual bisexuals homosexual homosexuals transgender transsexual trans queer nonbinary lgbt lgbtq lgbtqia
  woman women girl girls feminist feminists jew jews jewish muslim muslims islamic christian christians catholic catholics hindu hindus
  buddhist buddhists atheist atheists black african africans asian asians arab arabs chinese japanese indian indians mexican mexicans latino
  latinos latina latinas immigrant immigrants migrant migrants refugee refugees foreigner foreigners indigenous disabled deaf blind autistic
  elderly
  lésbica lésbicas bissexual bissexuais homossexual homossexuais transgênero transgêneros transexual transexuais travesti travestis mulher
  mulheres menina meninas feminista feministas judeu judeus judia judias judaico muçulmano muçulmanos muçulmana muçulmanas islâmico
  islâmicos cristão cristãos cristã cristãs católico católicos católica católicas evangélico evangélicos evangélica evangélicas umbandista
  umbandistas ateu ateus negro negros negra negras pardo pardos africano africanos africana africanas asiático asiáticos asiática asiáticas
  árabe árabes chinês chineses chinesa japonês japoneses japonesa nordestino nordestinos nordestina nordestinas baiano baianos baiana baianas
  venezuelano venezuelanos haitiano haitianos imigrante imigrantes migrante migrantes refugiado refugiados refugiada refugiadas estrangeiro
  estrangeiros indígena indígenas índio índios quilombola quilombolas cigano ciganos deficiente deficientes surdo surdos surda surdas cego
  cegos autista autistas idoso idosos idosa idosas`;

const pattern = new RegExp(`(?<![\\p{L}\\p{N}\\p{M}])(?:${names.trim().split(/\s+/).join('|')})(?![\\p{L}\\p{N}\\p{M}])`, 'giu');

/** A text without names of groups; nothing where it has none, or nothing else. */
export function withoutNames(text: string): string | undefined {
  const without = text.replace(pattern, ' ').replace(/\s+/gu, ' ').trim();
  return without === text || !/[\p{L}\p{N}]/u.test(without) ? undefined : without;
}
