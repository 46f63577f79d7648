package dev.espalier.describe.likeness.feature;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Compared;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.Shapes;
import dev.espalier.describe.problem.MisfitException;
import java.util.Optional;

/**
 * Flow of solution procedure, "FSP" (CVPR 2017): the mean over samples of {@code |G(p) - G(t)|^2},
 * {@code G = x y' / pixels} the products of the channels of a first layer with those of a second,
 * the larger of the two pooled by its maxima. Two layers of each side are linked {@code together},
 * first and second, with as many channels as the guide's.
 */
@AutoService(Likeness.class)
public record SolutionFlow() implements Likeness {
  @Override
  public String name() {
    return "solution flow";
  }

  @Override
  public boolean compares(Compared values) {
    return values.learner().stream().allMatch(dims -> dims.rank() == 3)
        && values.learner().get(0).size(0) == values.guide().get(0).size(0)
        && values.learner().get(1).size(0) == values.guide().get(1).size(0);
  }

  @Override
  public void requireFit(Compared values) {
    if (values.learner().size() != 2 || values.guide().size() != 2) {
      throw new MisfitException(
          "%s compares two layers with two, and %s of the learner are linked with %s of the guide"
              .formatted(this, values.learner().size(), values.guide().size()),
          "together(List.of(first, second), List.of(first, second), ...)");
    }
    values.guide().forEach(dims -> Shapes.requirePicture(this, dims));
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
            name(),
            """
            h = min(learner.size(2), learner_2.size(2))
            w = min(learner.size(3), learner_2.size(3))
            x, at = torch.adaptive_max_pool2d(learner, [h, w])
            y, at = torch.adaptive_max_pool2d(learner_2, [h, w])
            p = torch.bmm(torch.flatten(x, 2), torch.transpose(torch.flatten(y, 2), 1, 2)) / float(h * w)
            h = min(guide.size(2), guide_2.size(2))
            w = min(guide.size(3), guide_2.size(3))
            x, at = torch.adaptive_max_pool2d(guide, [h, w])
            y, at = torch.adaptive_max_pool2d(guide_2, [h, w])
            t = torch.bmm(torch.flatten(x, 2), torch.transpose(torch.flatten(y, 2), 1, 2)) / float(h * w)
            return torch.sum(torch.square(p - t)) / float(p.size(0))
            """,
            "learner_2",
            "guide_2"));
  }

  @Override
  public String toString() {
    return name();
  }
}
