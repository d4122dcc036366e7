import { refusalCatalogue } from '../kernel/outcome.ts'

export const taskRefusals = refusalCatalogue('tasks', {
  'not-found': { message: 'この手続きは見つかりません。', remedy: '一覧から選び直してください。' },
  'closed-already': { message: 'この手続きは、もう閉じられています。', remedy: '一覧を開き直してください。' },
  'changed-meanwhile': { message: 'ほかの職員が先に変更しました。', remedy: '画面を開き直して、いまの内容を確かめてください。' },
  'reason-missing': { message: '「要らない」とする理由がありません。', remedy: '理由を書いてください。監査記録に残ります。' },
})
