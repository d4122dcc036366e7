import type { RefusalText } from '../../kernel/outcome.ts'

/** Why a list is not made or does not leave. */
export const listRefusals = {
  'list-in-future': { message: '{date}は、まだ来ていません。先の日の一覧は作れません。', remedy: 'きょうまでの日付を入れてください。' },
  'list-unfinished': { message: 'この一覧は、まだできていません。', remedy: 'できるまで待つか、止まっていれば続けてください。', },
  'list-expired': { message: 'この一覧は、{date}に持ち出せる期限が過ぎました。中身は残していません。', remedy: '同じ条件で、もう一度作ってください。', article: '個人情報の保護に関する法律66条' },
  'list-too-many': { message: '{limit}人を超えたので、途中で止めました。この一覧は出せません。', remedy: '町丁字などで分けて、いくつかの一覧にしてください。' },
  'list-definition-taken': { message: '「{name}」という名前の定義が、この係にもうあります。', remedy: '別の名前にするか、その定義を開いて直してください。' },
  'list-definition-not-found': { message: 'この一覧の定義は、もうありません。', remedy: '一覧から選び直してください。' },
  'list-definition-changed': { message: 'この定義は、ほかの職員が直したあとです。', remedy: '開き直して、いまの条件を確かめてください。' },
  'list-business-unknown': { message: '一覧の条件「{code}」は、いま、どの業務にもありません。', remedy: '他の業務の条件を選び直してください。' },
  'list-business-forbidden': { message: '「{title}」かどうかは、その業務を見る役割の人だけが使えます。', remedy: 'この条件を外すか、その業務の係に作ってもらってください。', article: '個人情報の保護に関する法律66条' },
} as const satisfies Readonly<Record<string, RefusalText>>
