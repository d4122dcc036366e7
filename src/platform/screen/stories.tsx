import { Head, OneColumn } from './index.ts'
import { counterStories } from './stories/counter.tsx'
import { decisionStories } from './stories/decisions.tsx'
import { movingInStories } from './stories/moving-in.tsx'
import { partStories } from './stories/parts.tsx'
import { residentStories } from './stories/resident.tsx'
import { type Story, StoryFrame } from './stories/story.tsx'

/** The catalogue: every part in every state on one page, inside the form that its fields need. */
function Catalogue() {
  return (
    <StoryFrame current="窓口" title="部品の見本">
      <Head title="部品の見本" note="状態ごとに" />
      <OneColumn><form class="catalogue" method="post" action="/stories/catalogue">{partStories.map((story) => story.render())}</form></OneColumn>
    </StoryFrame>
  )
}

/** Every page of stories; the sweep opens each of them. */
export const stories: readonly Story[] = [
  ...counterStories, ...residentStories, ...movingInStories, ...decisionStories,
  { name: 'catalogue', title: '部品の見本', kind: 'page', render: () => <Catalogue /> },
]
