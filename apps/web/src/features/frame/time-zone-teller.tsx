'use client';

import { useTimeZone } from 'next-intl';
import { useEffect } from 'react';
import { tellTimeZone } from './preferences.ts';

/** Tells the server the browser's time zone when it assumed another, so that both write the same times. */
export function TimeZoneTeller() {
  const assumed = useTimeZone();
  useEffect(() => {
    const actual = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (actual && actual !== assumed) void tellTimeZone(actual);
  }, [assumed]);
  return null;
}
