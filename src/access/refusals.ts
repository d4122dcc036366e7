import { refusalCatalogue } from '../kernel/outcome.ts'

export const accessRefusals = refusalCatalogue('access', {
  'sign-in-failed': { message: 'IDかパスワードが違います。', remedy: '町・ID・パスワードを確かめて、もう一度入れてください。分からないときは管理者に再発行を頼んでください。' },
  'locked': { message: '続けて違ったため、このIDを止めています。', remedy: '{minutes}分ほど待ってから入れるか、管理者に解除を頼んでください。' },
  'login-taken': { message: 'このIDは、もう使われています。', remedy: '別のIDを入れてください。' },
  'password-too-short': { message: 'パスワードが短すぎます。', remedy: '{length}文字以上にしてください。', article: '情報セキュリティポリシー' },
  'not-found': { message: 'この記録は見つかりません。', remedy: '一覧から選び直してください。' },
  'staff-not-found': { message: 'この職員は見つかりません。', remedy: '職員の一覧から選び直してください。' },
  'role-not-found': { message: 'この役割は見つかりません。', remedy: '役割の一覧から選び直してください。' },
  'key-not-found': { message: 'この鍵は見つからないか、もう止めてあります。', remedy: '鍵の一覧から選び直してください。' },
  'assignment-not-found': { message: 'この割り当ては見つからないか、もう終わっています。', remedy: '職員の画面を開き直してください。' },
  'last-administrator': { message: '職員と権限を変えられる職員が、一人もいなくなります。', remedy: '先に、別の職員に管理者の役割を割り当ててください。' },
  'permission-unknown': { message: '「{permission}」という権限はありません。', remedy: '権限の一覧から選んでください。' },
  'dates-reversed': { message: '終わりの日が、始まりの日より前です。', remedy: '期間を入れ直してください。' },
  'changed-meanwhile': { message: 'ほかの職員が先に変更しました。', remedy: '画面を開き直して、いまの内容を確かめてください。' },
})
