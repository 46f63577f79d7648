package dev.espalier.compile;

import ai.djl.nn.Block;
import dev.espalier.check.CheckException;
import dev.espalier.compile.life.ClosedException;
import dev.espalier.compile.life.Lifetime;
import dev.espalier.describe.problem.Problem;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;

/**
 * The use of a user's block by one network, which starts from the values that the block first had.
 *
 * <p>A supplier may give the same block again, such as that of a DJL model: its values would be
 * those of an earlier training, or be changed by two at once.
 */
final class Loan {
  private static final Map<Block, Loan> LOANS = new WeakHashMap<>();

  private final WeakReference<Lifetime> borrower;
  private final Optional<Snapshot> first;

  private Loan(Lifetime borrower, Optional<Snapshot> first) {
    this.borrower = new WeakReference<>(borrower);
    this.first = first;
  }

  /**
   * Takes a block up, as it first was.
   *
   * @throws CheckException if another network that is not closed uses it
   * @throws ClosedException if its values are freed
   */
  static synchronized Block take(String path, Block block, Lifetime borrower) {
    Loan before = LOANS.get(block);
    Lifetime other = before == null ? null : before.borrower.get();
    if (other != null && !other.isClosed()) {
      throw new CheckException(
          "layer " + path,
          List.of(
              new Problem(
                  "block",
                  "its supplier gives one that %s still uses, needed one of its own"
                      .formatted(other.owner()),
                  "a supplier that makes the block anew, or closing that first")));
    }
    renew(block);
    if (isFreed(block)) {
      throw freed(path);
    }
    Optional<Snapshot> first = Optional.empty();
    if (before != null) {
      before.first.ifPresent(values -> values.copyInto(parameters(block)));
      first = before.first;
    } else if (block.isInitialized()) {
      first = Optional.of(Snapshot.of(parameters(block), LOANS));
    }
    LOANS.put(block, new Loan(borrower, first));
    return block;
  }

  /** Forgets values that a network drew for a block and that were freed with it. */
  static synchronized void renew(Block block) {
    Loan before = LOANS.get(block);
    if (before != null && before.first.isEmpty() && isFreed(block)) {
      block.clear();
    }
  }

  /** Says whether a block's values are freed: a model that is closed, or collected, frees all. */
  static boolean isFreed(Block block) {
    return block.getParameters().values().stream()
        .limit(1)
        .anyMatch(p -> p.isInitialized() && p.getArray().isReleased());
  }

  static ClosedException freed(String path) {
    return new ClosedException(
        "layer " + path,
        new Problem(
            "block",
            "its values are freed, since the DJL model that it came from was closed or forgotten",
            "block(model::getBlock), which keeps the model, and closing it after the run"));
  }

  private static List<NamedParameter> parameters(Block block) {
    List<NamedParameter> parameters = new ArrayList<>();
    block
        .getParameters()
        .forEach(
            each ->
                parameters.add(
                    new NamedParameter(
                        each.getKey(),
                        each.getValue().getArray(),
                        each.getValue().requiresGradient(),
                        0)));
    return parameters;
  }
}
