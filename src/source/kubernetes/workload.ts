/** Kubernetes makes up names of these alone (k8s.io/apimachinery/pkg/util/rand), so that no words come about. */
const MADE_UP = '[bcdfghjklmnpqrstvwxz2456789]';

/** Deployments add the hash of their pods' template, cron jobs the minute since 1970; then, as all others, five characters for each pod. */
const OF_MANY = new RegExp(`^(.+?)(?:-(?:${MADE_UP}{6,10}|\\d{8}))?-${MADE_UP}{5}$`);
/** Stateful sets count. */
const NUMBERED = /^(.+)-\d{1,4}$/;

/**
 * What a pod is one of, as far as its name tells: pods that come after or beside each other have one. A pod that somebody has named by hand so that it
 * looks made up loses the end of its name here; nothing but the choice of shared names depends on it.
 */
export function workloadOf(pod: string): string {
  return OF_MANY.exec(pod)?.[1] ?? NUMBERED.exec(pod)?.[1] ?? pod;
}
