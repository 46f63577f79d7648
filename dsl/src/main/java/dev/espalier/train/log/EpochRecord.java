package dev.espalier.train.log;

import dev.espalier.describe.problem.Given;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one epoch gave.
 *
 * @param stage the stage's name
 * @param epoch the epoch, from 1
 * @param steps the number of steps of the epoch
 * @param rate the learning rate of its last step
 * @param terms the mean of each term over the epoch's samples, before its weight; terms left out at
 *     weight 0 are absent
 * @param weights each term's weight at the last step
 * @param measures what a batch transform logged, as means over the epoch
 * @param validation metrics on the validation data; empty without any
 * @param seconds the time it took, validation included
 */
public record EpochRecord(
    String stage,
    int epoch,
    long steps,
    double rate,
    Map<String, Double> terms,
    Map<String, Double> weights,
    Map<String, Double> measures,
    Map<String, Double> validation,
    double seconds) {

  /** Copies the maps in their order. */
  public EpochRecord {
    Given.all(
        "stage",
        stage,
        "terms",
        terms,
        "weights",
        weights,
        "measures",
        measures,
        "validation",
        validation);
    terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
    weights = Collections.unmodifiableMap(new LinkedHashMap<>(weights));
    measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
    validation = Collections.unmodifiableMap(new LinkedHashMap<>(validation));
  }

  @Override
  public String toString() {
    return "%s epoch %s: %s, validation %s".formatted(stage, epoch, terms, validation);
  }
}
