import { refusalCatalogue } from '../kernel/outcome.ts'

export const taskRefusals = refusalCatalogue('tasks', {
  'not-found': { message: 'この手続きは見つかりません。', remedy: '一覧から選び直してください。' },
  'closed-already': { message: 'この手続きは、もう閉じられています。', remedy: '一覧を開き直してください。' },
  'changed-meanwhile': { message: 'ほかの職員が先に変更しました。', remedy: '画面を開き直して、いまの内容を確かめてください。' },
  'reason-missing': { message: '「要らない」とする理由がありません。', remedy: '理由を書いてください。監査記録に残ります。' },
  'owner-same': { message: 'この手続きは、もう{owner}の手続きです。', remedy: 'ほかの係を選んでください。' },
  'owner-unknown': { message: '「{owner}」という係は、ここにありません。', remedy: '一覧にある係から選んでください。' },
  'too-many-for-file': { message: '手続きが{most}件より多いので、一つのファイルにできません。', remedy: '係か期限でしぼってから、書き出してください。' },
})
