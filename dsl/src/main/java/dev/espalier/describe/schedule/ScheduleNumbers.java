package dev.espalier.describe.schedule;

/** The numbers of schedules: which there may be, and how they are written. */
final class ScheduleNumbers {
  private ScheduleNumbers() {}

  static void requireFinite(String name, double... values) {
    for (double value : values) {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException(
            name + "(" + value + "): a schedule's values must be finite. Try 1.");
      }
    }
  }

  static String text(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e6
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }
}
