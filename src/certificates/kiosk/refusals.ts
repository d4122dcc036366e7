import type { RefusalText } from '../../kernel/outcome.ts'

/**
 * What a kiosk says to the person before it, and what screens of the kiosk say to officers. `kiosk-at-counter` is the one
 * sentence for whatever must not be told: it reads the same for a protected person as for a letter that no font has.
 */
export const kioskRefusals = {
  // Said by the kiosk
  'kiosk-at-counter': { message: 'この証明は、コンビニでは出せません。', remedy: 'お手数ですが、役場の窓口で請求してください。' },
  'kiosk-card': { message: 'このカードでは、いまコンビニ交付を使えません。', remedy: 'カードを持って、役場の窓口で確かめてください。' },
  'kiosk-closed': { message: 'いまはコンビニ交付の時間ではありません。', remedy: '{from}から{until}までに、もう一度お試しください。休みの日は町のお知らせで確かめてください。' },
  'kiosk-stopped': { message: 'ただいま、この町のコンビニ交付を止めています。', remedy: 'お急ぎのときは、役場の窓口で請求してください。' },
  'kiosk-form-not-offered': { message: 'この証明は、この町のコンビニ交付では扱っていません。', remedy: '役場の窓口で請求してください。' },
  'kiosk-too-late': { message: '混み合っていて、時間内に用意できませんでした。紙は出していません。', remedy: 'しばらくしてから、もう一度はじめからお試しください。' },
  'kiosk-cancelled': { message: 'この請求は、取りやめになっています。紙は出していません。', remedy: '必要なときは、もう一度はじめからお試しください。' },
  'kiosk-too-young': { message: '{age}歳未満の方は、コンビニ交付を使えません。', remedy: '役場の窓口で請求してください。' },
  'kiosk-moving-out': { message: '転出の届出を受けているため、コンビニでは出せません。', remedy: '転出の日までは、役場の窓口で請求してください。' },
  'kiosk-moved-in-today': { message: '転入の届出をした日は、コンビニ交付を使えません。', remedy: 'あすお試しになるか、きょう役場の窓口で請求してください。' },
  'kiosk-seal': { message: '印鑑登録証明書を出せる登録がありません。', remedy: '役場の窓口で、印鑑登録を確かめてください。' },
  // Said to the centre
  'kiosk-request-reused': { message: '同じ請求番号で、内容の違う請求が届きました。紙は出していません。', remedy: '請求ごとに新しい番号を付けてください。この町のコンビニ交付は止まりました。' },
  'kiosk-request-unknown': { message: 'この請求番号で出した紙はありません。', remedy: '請求番号を確かめてください。' },
  'kiosk-paper-gone': { message: 'この紙は、もう渡せません（時間切れ、取りやめ、または印刷ずみ）。', remedy: '新しい番号で、はじめから請求してください。' },
  'kiosk-report-differs': { message: '知らせの内容が、出した紙と合いません。', remedy: 'この町のコンビニ交付は止まりました。町の担当者と確かめてください。' },
  'kiosk-already-printed': { message: 'この紙は印刷ずみなので、取りやめにできません。', remedy: '手数料の扱いは、町の担当者に相談してください。' },
  // Said to officers
  'kiosk-sheet': { message: 'これはコンビニ交付の紙なので、窓口では書き損じにも刷り直しにもできません。', remedy: '窓口で要る人には、新しい請求として発行してください。' },
  'kiosk-not-stopped': { message: 'コンビニ交付は止まっていません。', remedy: '一覧を開き直してください。' },
  'card-person-not-resident': { message: 'この人は今日の住民ではないため、カードの利用登録はできません。', remedy: '検索から選び直してください。', article: '住民基本台帳法12条1項' },
  'card-known': { message: 'このカードは、もう利用登録されています。', remedy: '止めてあるカードは、「もう一度使えるようにする」を押してください。' },
  'card-expired': { message: 'カードの有効期限が過ぎています。', remedy: '有効期限を確かめ、更新したカードで登録してください。' },
  'card-not-found': { message: 'このカードの登録は見つかりません。', remedy: '一覧から選び直してください。' },
  'card-state': { message: 'このカードは、もうその状態です。', remedy: '一覧を開き直して確かめてください。' },
  'settlement-empty': { message: 'ファイルに精算の行がありません。', remedy: 'センターから届いた月次のファイルを選び直してください。' },
  'settlement-line': { message: '{line}行目を読めません。', remedy: '「請求番号,発行番号,手数料」の並びのCSV（UTF-8）かを確かめてください。' },
  'settlement-future': { message: 'まだ終わっていない月は、精算できません。', remedy: '月が変わってから取り込んでください。' },
  'difference-not-found': { message: 'この差は見つからないか、もう始末が付いています。', remedy: '精算の画面を開き直してください。' },
} as const satisfies Readonly<Record<string, RefusalText>>
