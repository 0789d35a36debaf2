import { createBrowserRouter } from 'react-router';
import { BrokenPage } from './broken-page.tsx';
import { MissingPage } from './missing-page.tsx';
import { Shell } from './shell.tsx';

/** Every page is a chunk of its own. */
export const router = createBrowserRouter([
  {
    path: '/sign-in',
    ErrorBoundary: BrokenPage,
    HydrateFallback: () => null,
    lazy: async () => ({ Component: (await import('../features/sign-in/sign-in-page.tsx')).SignInPage }),
  },
  {
    path: '/',
    Component: Shell,
    ErrorBoundary: BrokenPage,
    HydrateFallback: () => null,
    children: [
      {
        ErrorBoundary: BrokenPage,
        children: [
          { index: true, lazy: async () => ({ Component: (await import('../features/home/home-page.tsx')).HomePage }) },
          {
            path: 'programs',
            lazy: async () => ({ Component: (await import('../features/programs/programs-page.tsx')).ProgramsPage }),
          },
          {
            path: 'programs/:name',
            lazy: async () => ({ Component: (await import('../features/programs/program-page.tsx')).ProgramPage }),
          },
          {
            path: 'programs/:name/rounds/:round',
            lazy: async () => ({ Component: (await import('../features/programs/round-page.tsx')).RoundPage }),
          },
          {
            path: 'people',
            lazy: async () => ({ Component: (await import('../features/people/people-page.tsx')).PeoplePage }),
          },
          {
            path: 'people/identity',
            lazy: async () => ({
              Component: (await import('../features/identity/health-page.tsx')).IdentityHealthPage,
            }),
          },
          {
            path: 'people/matching',
            lazy: async () => ({ Component: (await import('../features/matching/matching-page.tsx')).MatchingPage }),
          },
          {
            path: 'people/privacy',
            lazy: async () => ({ Component: (await import('../features/privacy/privacy-page.tsx')).PrivacyPage }),
          },
          {
            path: 'people/audiences',
            lazy: async () => ({
              Component: (await import('../features/audiences/audiences-page.tsx')).AudiencesPage,
            }),
          },
          {
            path: 'people/audiences/:name',
            lazy: async () => ({ Component: (await import('../features/audiences/audience-page.tsx')).AudiencePage }),
          },
          {
            path: 'people/tags',
            lazy: async () => ({ Component: (await import('../features/tags/tags-page.tsx')).TagsPage }),
          },
          {
            path: 'people/tags/:name',
            lazy: async () => ({ Component: (await import('../features/tags/tag-page.tsx')).TagPage }),
          },
          {
            path: 'people/life-cycle',
            lazy: async () => ({ Component: (await import('../features/tags/tag-page.tsx')).LifeCyclePage }),
          },
          {
            path: 'people/value-tiers',
            lazy: async () => ({ Component: (await import('../features/tags/tag-page.tsx')).ValueTierPage }),
          },
          {
            path: 'people/features',
            lazy: async () => ({ Component: (await import('../features/features/features-page.tsx')).FeaturesPage }),
          },
          {
            path: 'people/features/:name',
            lazy: async () => ({ Component: (await import('../features/features/feature-page.tsx')).FeaturePage }),
          },
          {
            path: 'people/:profileId',
            lazy: async () => ({ Component: (await import('../features/people/person-page.tsx')).PersonPage }),
          },
          {
            path: 'data',
            lazy: async () => ({ Component: (await import('../features/data/data-page.tsx')).DataPage }),
          },
          {
            path: 'data/plan',
            lazy: async () => ({ Component: (await import('../features/data/plan/plan-page.tsx')).PlanPage }),
          },
          {
            path: 'data/plan/:name',
            lazy: async () => ({ Component: (await import('../features/data/plan/event-page.tsx')).EventPage }),
          },
          {
            path: 'data/imports',
            lazy: async () => ({ Component: (await import('../features/data/imports/imports-page.tsx')).ImportsPage }),
          },
          {
            path: 'data/imports/:id',
            lazy: async () => ({ Component: (await import('../features/data/imports/import-page.tsx')).ImportPage }),
          },
          {
            path: 'data/quarantine',
            lazy: async () => ({
              Component: (await import('../features/data/quarantine/quarantine-page.tsx')).QuarantinePage,
            }),
          },
          {
            path: 'data/quality',
            lazy: async () => ({ Component: (await import('../features/data/quality/quality-page.tsx')).QualityPage }),
          },
          {
            path: 'data/derived',
            lazy: async () => ({ Component: (await import('../features/data/derived/derived-page.tsx')).DerivedPage }),
          },
          {
            path: 'data/catalogues',
            lazy: async () => ({
              Component: (await import('../features/data/catalogues/catalogues-page.tsx')).CataloguesPage,
            }),
          },
          {
            path: 'documents',
            lazy: async () => ({ Component: (await import('../features/documents/kinds-page.tsx')).KindsPage }),
          },
          {
            path: 'documents/:kind',
            lazy: async () => ({ Component: (await import('../features/documents/kind-page.tsx')).KindPage }),
          },
          {
            path: 'documents/:kind/:name',
            lazy: async () => ({ Component: (await import('../features/documents/document-page.tsx')).DocumentPage }),
          },
          {
            path: 'settings',
            lazy: async () => ({ Component: (await import('../features/settings/settings-page.tsx')).SettingsPage }),
          },
          { path: '*', Component: MissingPage },
        ],
      },
    ],
  },
]);
