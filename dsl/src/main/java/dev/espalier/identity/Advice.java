package dev.espalier.identity;

import dev.espalier.data.augment.Augmentation;
import dev.espalier.describe.schedule.Schedule;
import java.util.function.Supplier;

/** What to try with a value that cannot be compared. */
final class Advice {
  private Advice() {}

  static String naming(Object value) {
    if (value instanceof Schedule) {
      return "Schedule.named(\"a name of your own\", ...)";
    }
    if (value instanceof Augmentation) {
      return "Augmentation.named(\"a name of your own\", ...)";
    }
    if (value instanceof Supplier<?>) {
      return "block(\"a name of your own\", ...)";
    }
    return "a record in its place, or a class that implements Identified";
  }
}
