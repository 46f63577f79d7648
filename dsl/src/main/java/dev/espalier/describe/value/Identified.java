package dev.espalier.describe.value;

/**
 * Says of a part of a training what it is, where a checkpoint compares it with that of the training
 * that goes on from it.
 *
 * <p>Records, enums, and classes without fields are compared by themselves, so a part that a method
 * brings needs this only if it is neither:
 *
 * <pre>{@code
 * final class Spiral implements Augmentation, Identified {
 *   public Object identity() {
 *     return List.of("spiral", turns);
 *   }
 * }
 * }</pre>
 */
public interface Identified {

  /**
   * Gives everything that the part's numbers follow from: a text, a number, an enum, a record, or a
   * list of such. Two parts of one class with equal identities must compute the same.
   */
  Object identity();

  /**
   * Refuses a name that says nothing.
   *
   * @param where who asks, such as {@code Schedule.named}
   * @throws IllegalArgumentException if the name is blank
   */
  static void requireName(String where, String name) {
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "%s: the name is blank, needed one that tells it from others. Try %s(\"every third epoch\", ...)."
              .formatted(where, where));
    }
  }
}
