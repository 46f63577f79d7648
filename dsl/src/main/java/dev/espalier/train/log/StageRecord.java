package dev.espalier.train.log;

import dev.espalier.describe.problem.Given;
import dev.espalier.describe.problem.Shown;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one stage gave.
 *
 * @param name the stage's name
 * @param trains what it trained, as text; empty for a stage without gradient steps
 * @param epochs the number of epochs run
 * @param steps the number of steps done
 * @param trainable the number of values that it trained
 * @param seconds the time it took
 * @param end why it ended, such as {@code all epochs}
 * @param verdict whether the result was kept, as text
 * @param counters numbers that a solve stage counted
 * @param notes sentences about it, such as what was computed once and kept
 */
public record StageRecord(
    String name,
    String trains,
    int epochs,
    long steps,
    long trainable,
    double seconds,
    String end,
    String verdict,
    Map<String, Double> counters,
    List<String> notes) {

  /** Copies the collections in their order. */
  public StageRecord {
    Given.all(
        "name",
        name,
        "trains",
        trains,
        "end",
        end,
        "verdict",
        verdict,
        "counters",
        counters,
        "notes",
        notes);
    counters = Collections.unmodifiableMap(new LinkedHashMap<>(counters));
    notes = List.copyOf(notes);
  }

  @Override
  public String toString() {
    return "%s: %s, %s, %s".formatted(name, Shown.count(epochs, "epoch"), end, verdict);
  }
}
