import type { ComponentProps } from 'react';
import { cn } from './class-names.ts';

export type SliderProps = Omit<
  ComponentProps<'input'>,
  'type' | 'value' | 'onChange' | 'min' | 'max' | 'step'
> & {
  value: number;
  onChange: (value: number) => void;
  min: number;
  max: number;
  step: number;
  /** The value with its unit, for screen readers. */
  valueText: string;
};

/** A measure to be pulled or set by arrow keys. Tall enough for a thumb. */
export function Slider({ value, onChange, valueText, className, ...props }: SliderProps) {
  return (
    <input
      type="range"
      value={value}
      onChange={(event) => onChange(event.target.valueAsNumber)}
      aria-valuetext={valueText}
      className={cn('h-10 w-full min-w-0 cursor-pointer accent-accent sm:h-7', className)}
      {...props}
    />
  );
}
