package dev.espalier.train.step;

import ai.djl.ndarray.NDArray;
import dev.espalier.describe.Tap;
import dev.espalier.train.plan.Target;
import java.util.Map;

/**
 * What a forward pass gives.
 *
 * @param taps the taps' values, with history
 * @param transformed the taps' values on the transformed batch; empty if no term needs one
 * @param pasts the values of averages of the past; empty if no term needs one
 */
record Values(
    Map<Tap, NDArray> taps, Map<Tap, NDArray> transformed, Map<Target.Past, NDArray> pasts) {}
