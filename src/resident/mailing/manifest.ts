import { mailingLabelsPage, mailingPage } from '../pages/mailing.tsx'
import { labelsOutput, labelsPaper, labelsTemplate, mailingLabels } from './labels.ts'
import { mailingList } from './list.ts'

// What mail adds to the manifest of the register.

export const mailingQueries = [mailingList, mailingLabels]
export const mailingPages = [mailingPage, mailingLabelsPage]
export const mailingOutputs = [labelsPaper]
export const mailingForms = [{ name: labelsTemplate.name, title: labelsTemplate.title, template: labelsTemplate.name, output: labelsOutput }]
