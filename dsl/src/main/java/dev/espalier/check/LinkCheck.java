package dev.espalier.check;

import dev.espalier.describe.Link;
import dev.espalier.describe.Tap;
import dev.espalier.describe.likeness.Compared;
import dev.espalier.describe.problem.MisfitException;
import dev.espalier.describe.problem.Problem;
import dev.espalier.describe.schedule.Schedule;
import dev.espalier.describe.value.Dims;
import dev.espalier.describe.value.Moment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Checks pairs of taps that should be alike, and sizes the projections between them. */
final class LinkCheck {
  private static final Moment START = new Moment(0, 2, 0, 2);
  private static final Moment END = new Moment(2, 2, 1, 2);

  private final Map<String, NetworkCheck> networks;
  private final List<Problem> problems;
  private final List<CheckedLink> links = new ArrayList<>();
  private final Set<List<List<Tap>>> seen = new HashSet<>();

  LinkCheck(Map<String, NetworkCheck> networks, List<Problem> problems) {
    this.networks = networks;
    this.problems = problems;
  }

  /** Gives the links that were right, in the order in which they were checked. */
  List<CheckedLink> links() {
    return links;
  }

  /** Checks one pair of taps whose networks exist. */
  void check(Tap guide, Tap learner, Link link) {
    check(List.of(guide), List.of(learner), link);
  }

  /** Checks taps that are compared together, one of each side at least. */
  void check(List<Tap> guides, List<Tap> learners, Link link) {
    String where = "guidance " + text(guides) + " -> " + text(learners);
    boolean exist = true;
    for (Tap tap : Stream.concat(guides.stream(), learners.stream()).toList()) {
      exist &= exists(where, tap);
    }
    if (!exist) {
      return;
    }
    if (!seen.add(
        List.of(
            guides.stream().map(this::plain).toList(),
            learners.stream().map(this::plain).toList()))) {
      add(where, "these two are linked already", "one link for each pair");
    }
    checkWeight(where, link.weight());
    List<Dims> to = guides.stream().flatMap(tap -> shape(tap).stream()).toList();
    List<Dims> from = learners.stream().flatMap(tap -> shape(tap).stream()).toList();
    if (to.size() == guides.size() && from.size() == learners.size()) {
      join(where, guides, learners, link, new Compared(from, to, 1));
    }
  }

  private static String text(List<Tap> taps) {
    return taps.size() == 1 ? taps.get(0).toString() : taps.toString();
  }

  private void checkWeight(String where, Schedule weight) {
    for (Moment moment : List.of(START, END)) {
      double value;
      try {
        value = weight.at(moment);
      } catch (RuntimeException failure) {
        add(
            where,
            "its weight (%s) fails at step %s of %s: %s"
                .formatted(weight, moment.step(), moment.steps(), failure),
            "a schedule that gives a number at every step");
        return;
      }
      if (!(value >= 0) || Double.isInfinite(value)) {
        add(
            where,
            "its weight (%s) reaches %s%s"
                .formatted(weight, value, value < 0 ? ", which would drive the two apart" : ""),
            "weights of at least 0");
        return;
      }
    }
  }

  private void join(
      String where, List<Tap> guides, List<Tap> learners, Link link, Compared values) {
    Dims from = values.first();
    Dims to = values.wanted();
    try {
      link.likeness().requireFit(values);
      boolean alike = link.likeness().compares(values);
      boolean projected =
          link instanceof Link.Hidden hidden
              ? hidden.projected()
              : link instanceof Link.Aligned && !alike;
      if (!alike && !projected) {
        throw unequal(link, values);
      }
      if (projected && !Projection.fits(from, to)) {
        throw new MisfitException(
            "no learned map leads from the learner's shape %s to the guide's, %s"
                .formatted(from, to),
            Projection.NEEDS);
      }
      Optional<Projection> projection =
          projected ? Optional.of(new Projection(from, to)) : Optional.empty();
      // Asked for here so that a map with too many values is found now.
      projection.ifPresent(Projection::parameters);
      link.likeness().parametersFor(projected ? Compared.pair(to, to) : values);
      links.add(
          new CheckedLink(
              guides.get(0),
              learners.get(0),
              link.likeness(),
              link.weight(),
              projection,
              new Beside(guides.subList(1, guides.size()), learners.subList(1, learners.size()))));
    } catch (MisfitException misfit) {
      problems.add(Problem.at(where, misfit));
    }
  }

  private static MisfitException unequal(Link link, Compared values) {
    if (link instanceof Link.Together) {
      return new MisfitException(
          "%s does not compare the guide's shapes %s with the learner's, %s"
              .formatted(link.likeness(), values.guide(), values.learner()),
          "other layers");
    }
    Dims from = values.first();
    Dims to = values.wanted();
    String what = "the guide's shape is %s, the learner's is %s".formatted(to, from);
    if (link instanceof Link.Output) {
      return new MisfitException(what, "outputs of equal shape");
    }
    return new MisfitException(
        what,
        Projection.fits(from, to)
            ? "projected(...), which learns a map between them"
            : Projection.NEEDS);
  }

  private boolean exists(String where, Tap tap) {
    NetworkCheck network = network(tap);
    if (!network.hasLayer(tap.layer())) {
      problems.add(Problem.of(where, network.hasNo(tap.layer())));
    }
    return network.hasLayer(tap.layer());
  }

  /** Gives the same place without {@code :linear} where the layer has no activation. */
  private Tap plain(Tap tap) {
    return network(tap).isLinear(tap.layer()) ? new Tap(tap.network(), tap.layer(), false) : tap;
  }

  private Optional<Dims> shape(Tap tap) {
    return network(tap).shape(tap.layer());
  }

  private NetworkCheck network(Tap tap) {
    return Objects.requireNonNull(networks.get(tap.network()));
  }

  private void add(String where, String what, String advice) {
    problems.add(new Problem(where, what, advice));
  }
}
