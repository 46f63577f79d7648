package dev.espalier.describe.likeness.feature;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Compared;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.Shapes;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Initial;
import dev.espalier.describe.value.ParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Knowledge review, "ReviewKD" (arXiv 2104.09044): the sum of the hierarchical contexts between the
 * guide's layers and what learned maps make of the learner's, from the deepest on: each level is a
 * 1 x 1 convolution of the learner's layer, fused with the level below it by a learned attention,
 * and a 3 x 3 convolution gives the guide's channels. Layers are linked {@code together}, from
 * shallow to deep, each pair of one height and width; one pair is the deepest level alone.
 *
 * @param channels the channels in which levels are fused, from 1 to 4096; the default is 64
 */
@AutoService(Likeness.class)
public record KnowledgeReview(int channels) implements Likeness {
  /** Refuses a number of channels out of its range. */
  public KnowledgeReview {
    Shapes.requireWithin("channels", channels, 1, 4096);
  }

  /** Takes 64 channels. */
  public KnowledgeReview() {
    this(64);
  }

  @Override
  public String name() {
    return "knowledge review";
  }

  @Override
  public boolean compares(Compared values) {
    for (int i = 0; i < values.learner().size(); i++) {
      if (!Shapes.sameSize(values.learner().get(i), values.guide().get(i))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void requireFit(Compared values) {
    if (values.learner().size() != values.guide().size()) {
      throw new MisfitException(
          "%s compares each layer with one, and %s of the learner are linked with %s of the guide"
              .formatted(this, values.learner().size(), values.guide().size()),
          "together(...) with as many");
    }
    values.guide().forEach(dims -> Shapes.requirePicture(this, dims));
  }

  /** Gives the maps of each level, numbered from 1, the shallowest. */
  @Override
  public List<ParameterSpec> parametersFor(Compared values) {
    List<ParameterSpec> all = new ArrayList<>();
    int levels = values.learner().size();
    for (int i = 1; i <= levels; i++) {
      long from = values.learner().get(i - 1).size(0);
      long to = values.guide().get(i - 1).size(0);
      all.add(weight("reduce_" + i, channels, from, 1));
      normalisation("reduce_" + i, channels, all);
      all.add(weight("expand_" + i, to, channels, 3));
      normalisation("expand_" + i, to, all);
      if (i < levels) {
        long in = 2L * channels;
        all.add(ParameterSpec.trained("attend_" + i, Dims.of(2, in, 1, 1), in, 2, Initial.fanIn()));
        all.add(ParameterSpec.trained("attend_bias_" + i, Dims.of(2), in, 2, Initial.fanIn()));
      }
    }
    return all;
  }

  private static ParameterSpec weight(String name, long to, long from, long side) {
    long in = from * side * side;
    Initial initial = Initial.uniform(Math.sqrt(3.0 / in));
    return ParameterSpec.trained(
        name, Dims.of(to, from, side, side), in, to * side * side, initial);
  }

  private static void normalisation(String name, long size, List<ParameterSpec> all) {
    all.add(ParameterSpec.trained(name + "_gamma", Dims.of(size), 1, 1, Initial.ones()));
    all.add(ParameterSpec.trained(name + "_beta", Dims.of(size), 1, 1, Initial.zeros()));
  }

  @Override
  public Optional<Formula> formulaFor(Compared values) {
    int levels = values.learner().size();
    List<String> more = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    for (int i = levels; i > 0; i--) {
      String number = i == 1 ? "" : "_" + i;
      if (i > 1) {
        more.add("learner" + number);
        more.add("guide" + number);
      }
      text.append(
          "x = %s\n"
              .formatted(
                  normalised(
                      "torch.conv2d(learner%s, reduce_%s, None)".formatted(number, i),
                      "reduce_" + i)));
      if (i < levels) {
        text.append(
            """
            y = torch.upsample_nearest2d(below, [x.size(2), x.size(3)])
            z = torch.sigmoid(torch.conv2d(torch.cat([x, y], 1), attend_%1$s, attend_bias_%1$s))
            x = x * torch.narrow(z, 1, 0, 1) + y * torch.narrow(z, 1, 1, 1)
            """
                .formatted(i));
      }
      text.append("below = x\n");
      text.append(
          "x = %s\n"
              .formatted(
                  normalised(
                      "torch.conv2d(x, expand_%s, None, [1, 1], [1, 1])".formatted(i),
                      "expand_" + i)));
      text.append(HierarchicalContext.lines("x", "guide" + number, "found_" + i));
    }
    parametersFor(values).forEach(parameter -> more.add(parameter.name()));
    text.append("return found_1");
    for (int i = 2; i <= levels; i++) {
      text.append(" + found_").append(i);
    }
    return Optional.of(Likeness.formula(name(), text.toString(), more.toArray(String[]::new)));
  }

  private static String normalised(String value, String name) {
    return "torch.batch_norm(%1$s, %2$s_gamma, %2$s_beta, None, None, True, 0.1, 1e-5, False)"
        .formatted(value, name);
  }

  @Override
  public String toString() {
    return "knowledge review in %s channels".formatted(channels);
  }
}
