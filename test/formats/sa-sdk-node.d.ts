/** What the tests use of 神策's Node client, which comes without types. */
declare module 'sa-sdk-node' {
  type Properties = Readonly<Record<string, unknown>>;
  class SensorsAnalytics {
    disableReNameOption(): void;
    track(distinctId: string, event: string, properties?: Properties): void;
    trackSignup(distinctId: string, originalId: string, properties?: Properties): void;
    profileSet(distinctId: string, properties: Properties): void;
    profileSetOnce(distinctId: string, properties: Properties): void;
    profileAppend(distinctId: string, properties: Properties): void;
    profileIncrement(distinctId: string, properties: Properties): void;
    profileUnset(distinctId: string, names: readonly string[]): void;
    itemSet(type: string, id: string, properties: Properties): void;
    submitTo(
      options: { url: string; gzip?: boolean; mode?: string; timeout?: number },
      batch?: { count?: number; timeSpan?: number },
    ): { catch(failed: (cause: Error) => void): void };
    onCompleted(): void;
  }
  export default SensorsAnalytics;
}
