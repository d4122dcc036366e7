import { cancelEvent, correctRecord } from '../commands.ts'
import { editingPage } from '../pages/editing.tsx'
import { cancellationPage, comparisonPage, correctionPage, historyPage } from '../pages/correction.tsx'
import { listEditing, stopEditing } from '../editing/editing.ts'
import { cancellationForm, comparison, correctionForm, personHistory } from './views.ts'

// What cancelling, correcting and one editor at a time add to the manifest of the register.

export const correctionCommands = [cancelEvent, correctRecord, stopEditing]
export const correctionQueries = [comparison, cancellationForm, correctionForm, personHistory, listEditing]
export const correctionPages = [comparisonPage, cancellationPage, correctionPage, historyPage, editingPage]
