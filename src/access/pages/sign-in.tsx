import { Entrance, Message, TextField, TownChoices } from '../../platform/screen/index.ts'

export interface SignInPageProps {
  readonly towns: readonly { code: string; name: string; environment: 'production' | 'practice' }[]
  readonly state: { readonly town?: string | undefined; readonly loginId?: string | undefined; readonly failure?: string }
  /** Sign-ins of practice towns, or null where any town is in production. */
  readonly samples: { readonly password: string; readonly signIns: readonly { loginId: string; section: string }[] } | null
}

/** The sign-in — サインイン. Town first, so that nobody works in the wrong one. */
export function SignInPage({ towns, state, samples }: SignInPageProps) {
  const chosen = state.town ?? (towns.length > 0 ? towns[0]?.code : undefined)
  return (
    <Entrance title="サインイン - Yakuba" town={{ name: 'Yakuba', below: '総合行政情報システム' }} foot="見た記録と操作の記録は、すべて残ります。">
      <form method="post" action="/" autocomplete="off">
        <h1>サインイン</h1>
        {state.failure ? <Message kind="error" title="入れませんでした" level={2}>{<p>{state.failure}</p>}</Message> : null}
        <TownChoices name="town" legend="町を選ぶ" towns={towns.map((town) => ({ value: town.code, name: town.name, note: town.environment === 'practice' ? '研修の町' : '本番', isPractice: town.environment === 'practice', isChosen: town.code === chosen }))} />
        <TextField name="loginId" label="ID" value={state.loginId} />
        <TextField name="password" label="パスワード" kind="password" />
        <p><button class="btn primary" type="submit" data-command="yes">サインインする <kbd>Ctrl+Enter</kbd></button></p>
        {samples ? <p class="sub">研修の町のID：{samples.signIns.map((sample) => `${sample.loginId}（${sample.section}）`).join('、')}。パスワードはどれも <b>{samples.password}</b> です。</p> : null}
      </form>
    </Entrance>
  )
}
