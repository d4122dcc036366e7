import { refusalCatalogue } from '../../kernel/outcome.ts'

export const documentRefusals = refusalCatalogue('document', {
  'missing-character': { message: '「{shown}」（{codepoints}）を書ける字形が、入っている書体にありません。紙は作っていません。', remedy: '「字形のない文字」の一覧に載せました。書体を足すか、字形の確認を担当に頼んでください。' },
  'does-not-fit': { message: '文字が様式の枠に収まりません。紙は作っていません。', remedy: '様式の担当に、収まらない欄の見直しを頼んでください。' },
  'read-back-differs': { message: 'できあがった紙を読み直すと、請求の内容と合いません。紙は捨てました。', remedy: 'もう一度作ってください。続くときは出すのを止め、システム管理者に知らせてください。' },
  'not-attested': { message: 'できあがった紙に、発行番号・認証者・公印のどれかがありません。紙は捨てました。', remedy: '設定の認証者を確かめ、もう一度作ってください。続くときは出すのを止め、システム管理者に知らせてください。' },
  'not-found': { message: 'この発行の記録は見つかりません。', remedy: '発行の一覧から選び直してください。' },
  'already-spoiled': { message: 'この紙は、もう書き損じとして記録されています。', remedy: '新しく発行してください。' },
})
