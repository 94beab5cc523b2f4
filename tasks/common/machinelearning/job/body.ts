/** The `properties` of a job resource, or a part of them. */
export type JobBody = Readonly<Record<string, unknown>>
