import { assetUrl } from './assets.ts'

/** The ten icons of the sprite; an icon never stands without words. */
export type IconName = 'find' | 'alert' | 'error' | 'ok' | 'info' | 'shield' | 'clock' | 'print' | 'lock' | 'card'

/** Draws one icon of the sprite, hidden from screen readers because the words beside it say the same. */
export function Icon({ name, tone }: { name: IconName; tone?: string }) {
  return <svg class={tone ? `i ${tone}` : 'i'} aria-hidden="true"><use href={`${assetUrl('icons.svg')}#${name}`}></use></svg>
}
