import { refusalCatalogue } from '../kernel/outcome.ts'

export const auditRefusals = refusalCatalogue('audit', {
  'dates-reversed': { message: '期間の終わりが、始まりより前です。', remedy: '期間を入れ直してください。' },
  'period-too-long': { message: '期間が長すぎます（{days}日）。', remedy: '{limit}日までに分けて調べてください。' },
  'too-many-rows': { message: '書き出す行が多すぎます（{limit}件を超えます）。', remedy: '期間を短くするか、人・職員でしぼってください。' },
})
