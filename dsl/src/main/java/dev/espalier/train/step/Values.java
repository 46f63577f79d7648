package dev.espalier.train.step;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.Tap;
import java.util.Map;

/**
 * What a forward pass gives.
 *
 * @param taps the taps' values, with history
 * @param transformed the taps' values on the transformed batch; empty if no term needs one
 */
record Values(Map<Tap, NDArray> taps, Map<Tap, NDArray> transformed) {}
