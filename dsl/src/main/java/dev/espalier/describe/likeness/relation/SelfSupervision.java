package dev.espalier.describe.likeness.relation;

import com.google.auto.service.AutoService;
import dev.espalier.describe.formula.Formula;
import dev.espalier.describe.likeness.Likeness;
import dev.espalier.describe.likeness.Shapes;
import dev.espalier.describe.value.Dims;
import java.util.Optional;

/**
 * Self-supervision, of SSKD (arXiv 2006.07114): {@code T^2 KL(softmax(c(t) / T) || softmax(c(p) /
 * T))}, c the cosines of each changed view with all samples of the batch as they are, the mean over
 * views that the guide tells apart rightly and a share of the others, those that it ranks best. A
 * value is four views of a sample, {@code (4, size)}, the first as it is, such as four steps of a
 * sequence.
 *
 * @param temperature T, from .001 to 1000; the default is .5
 * @param share how many of the views that the guide takes for another sample's count, from 0 to 1;
 *     the default is .75
 */
@AutoService(Likeness.class)
public record SelfSupervision(double temperature, double share) implements Likeness {
  /** Refuses settings out of their range. */
  public SelfSupervision {
    Shapes.requireWithin("temperature", temperature, .001, 1000);
    Shapes.requireWithin("share", share, 0, 1);
  }

  /** Takes the temperature .5 and the share .75. */
  public SelfSupervision() {
    this(.5, .75);
  }

  @Override
  public String name() {
    return "self-supervision";
  }

  @Override
  public void requireFit(Dims guide) {
    Shapes.requireViews(this, guide);
  }

  /** Compares four views with four, whatever the size of each. */
  @Override
  public boolean compares(Dims learner, Dims guide) {
    return learner.rank() == 2 && learner.size(0) == guide.size(0);
  }

  @Override
  public Optional<Formula> formula() {
    return Optional.of(
        Likeness.formula(
            name(),
            """
            p = learner / torch.clamp(torch.norm(learner, 2., [2], True), 1e-12)
            t = guide / torch.clamp(torch.norm(guide, 2., [2], True), 1e-12)
            a = torch.mm(torch.flatten(torch.narrow(p, 1, 1, 3), 0, 1), torch.t(torch.select(p, 1, 0)))
            b = torch.mm(torch.flatten(torch.narrow(t, 1, 1, 3), 0, 1), torch.t(torch.select(t, 1, 0)))
            own = torch.repeat_interleave(torch.arange(b.size(1), device=b.device), 3)
            hit = torch.gather(b, 1, torch.unsqueeze(own, 1))
            ranks = torch.sum(torch.gt(b, hit), [1])
            right = int(torch.sum(torch.eq(ranks, 0)))
            keep = max(right + int(float(ranks.size(0) - right) * %s), 1)
            places = torch.arange(ranks.size(0), device=ranks.device)
            kept = torch.narrow(torch.argsort(ranks * ranks.size(0) + places), 0, 0, keep)
            learned = torch.log_softmax(torch.index_select(a, 0, kept) / %s, 1)
            wanted = torch.log_softmax(torch.index_select(b, 0, kept) / %s, 1)
            return torch.sum(torch.exp(wanted) * (wanted - learned)) / float(keep) * %s
            """
                .formatted(share, temperature, temperature, temperature * temperature)));
  }

  @Override
  public String toString() {
    return "self-supervision at " + temperature;
  }
}
