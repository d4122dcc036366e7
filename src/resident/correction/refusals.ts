/** Why a cancellation or a correction is not taken, and what is asked before it is. Entries of the register's catalogue (`../refusals.ts`). */
export const correctionRefusals = {
  'filing-not-recorded': { message: 'この届出は、まだ記録されていません。取り消す異動がありません。', remedy: '審査待ちの届出なら、取り下げるか差し戻してください。' },
  'already-cancelled': { message: 'この異動は、もう取り消されています。', remedy: '履歴の画面を開き直してください。' },
  'cancellation-of-cancellation': { message: '取消しを、さらに取り消すことはできません。', remedy: '取り消した異動が正しかったのなら、その届出をもう一度入れてください。' },
  'cancelled-persons-differ': { message: '取り消す異動の人と、選ばれている人が違います。一つの届出の人は、いっしょに元へ戻します。', remedy: '画面を開き直して、もう一度確かめてください。', article: '住民基本台帳法施行令12条' },
  'later-undecided': { message: 'あとに記録された「{event}」（{date}）をどうするかが、決まっていません。', remedy: 'いっしょに取り消すか、そのまま残すかを選んでください。' },
  'later-not-resting': { message: '選ばれた異動のうち、この取消しと関わりのないものがあります。', remedy: '画面を開き直してください。別の異動は、その異動の画面から取り消します。' },
  'kept-without-record': { message: '「{event}」（{date}）は、取り消すと、その日の記録がなくなる人の異動です。残せません。', remedy: 'その異動もいっしょに取り消してください。' },
  'kept-other-status': { message: '「{event}」（{date}）は、取り消すと、その日の住民の別（住民・転出・死亡）が合わなくなります。残せません。', remedy: 'その異動もいっしょに取り消してください。' },
  'kept-household-gone': { message: '「{event}」（{date}）で入った世帯は、取り消すと世帯主がいなくなります。残せません。', remedy: 'その異動もいっしょに取り消すか、先に世帯変更届で別の世帯へ移してください。', article: '住民基本台帳法7条4号' },
  'cancelled-two-heads': { message: '取り消すと、{date}から一つの世帯に世帯主が2人になります。', remedy: 'あとの世帯主の変更もいっしょに取り消すか、先に世帯変更届で世帯主を直してください。', article: '住民基本台帳法7条4号' },
  'confirm-cancelled-headless': { message: '取り消すと、{date}から世帯主のいない世帯ができます。', remedy: '世帯の人に世帯主の変更を聞いてください。決まらないときは「世帯主未設定」とし、依頼の通知を送ります。', article: '住民基本台帳法25条' },
  'correction-empty': { message: '直す事項が、いまの記録と同じです。', remedy: '違っている事項だけを、正しい値で入れてください。' },
  'correction-before-record': { message: 'その日（{date}）には、まだこの人の記録がありません。', remedy: '日付を直すか、空けて履歴の全体を直してください。' },
  'correction-in-future': { message: '修正の始まりに、あとの日付（{date}）は使えません。', remedy: 'きょうまでの日付を入れるか、空けてください。' },
  'birth-after-record': { message: '直した生年月日が、住民となった日より後です。', remedy: '生年月日を確かめてください。' },
  'being-edited': { message: 'この人の記録は、{name}さんが{since}から編集しています。保存できません。見ることはできます。', remedy: '{name}さんに声をかけるか、{until}を過ぎてから、もう一度保存してください。' },
} as const
