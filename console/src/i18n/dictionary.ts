import type { Language } from './format.ts';
import { audiencesEn, audiencesZh } from './words/audiences.ts';
import { clientsEn, clientsZh } from './words/clients.ts';
import { conditionsEn, conditionsZh } from './words/conditions.ts';
import { dataEn, dataZh } from './words/data.ts';
import { documentsEn, documentsZh } from './words/documents.ts';
import { featuresEn, featuresZh } from './words/features.ts';
import { homeEn, homeZh } from './words/home.ts';
import { importsEn, importsZh } from './words/imports.ts';
import { planEn, planZh } from './words/plan.ts';
import { identityEn, identityZh } from './words/identity.ts';
import { matchingEn, matchingZh } from './words/matching.ts';
import { peopleEn, peopleZh } from './words/people.ts';
import { programsEn, programsZh } from './words/programs.ts';
import { quarantineEn, quarantineZh } from './words/quarantine.ts';
import { privacyEn, privacyZh } from './words/privacy.ts';
import { qualityEn, qualityZh } from './words/quality.ts';
import { roundEn, roundZh } from './words/round.ts';
import { sdkEn, sdkZh } from './words/sdk.ts';
import { settingsEn, settingsZh } from './words/settings.ts';
import { tagsEn, tagsZh } from './words/tags.ts';
import { shellEn, shellZh } from './words/shell.ts';

/** Every word of the console. English defines the keys; a missing Chinese one is a type error. */
export const en = {
  ...shellEn,
  ...homeEn,
  ...programsEn,
  ...roundEn,
  ...peopleEn,
  ...featuresEn,
  ...identityEn,
  ...audiencesEn,
  ...conditionsEn,
  ...matchingEn,
  ...privacyEn,
  ...dataEn,
  ...planEn,
  ...importsEn,
  ...quarantineEn,
  ...qualityEn,
  ...documentsEn,
  ...settingsEn,
  ...sdkEn,
  ...clientsEn,
  ...tagsEn,
};
export type WordKey = keyof typeof en;
export const zh: Readonly<Record<WordKey, string>> = {
  ...shellZh,
  ...homeZh,
  ...programsZh,
  ...roundZh,
  ...peopleZh,
  ...featuresZh,
  ...identityZh,
  ...audiencesZh,
  ...conditionsZh,
  ...matchingZh,
  ...privacyZh,
  ...dataZh,
  ...planZh,
  ...importsZh,
  ...quarantineZh,
  ...qualityZh,
  ...documentsZh,
  ...settingsZh,
  ...sdkZh,
  ...clientsZh,
  ...tagsZh,
};
export const dictionaries: Readonly<Record<Language, Readonly<Record<WordKey, string>>>> = { en, zh };
