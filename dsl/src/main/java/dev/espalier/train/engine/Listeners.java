package dev.espalier.train.engine;

import dev.espalier.train.log.EpochRecord;
import dev.espalier.train.log.RunListener;
import dev.espalier.train.log.StageRecord;
import dev.espalier.train.plan.Stage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Those who are told what a training does: each learns of every stage that it was told of how it
 * ended, whatever happens.
 */
final class Listeners {
  private final List<Told> all;

  Listeners(List<RunListener> listeners) {
    all = listeners.stream().map(Told::new).toList();
  }

  /** One listener, with the stages that it has heard the beginning of and not yet the end. */
  private static final class Told {
    private final RunListener listener;
    private final Deque<Stage> open = new ArrayDeque<>();

    Told(RunListener listener) {
      this.listener = listener;
    }

    void started(Stage stage, long steps) {
      open.push(stage);
      listener.stageStarted(stage, steps);
    }

    void done(StageRecord stage) {
      open.poll();
      listener.stageDone(stage);
    }

    void failed(Throwable failure) {
      while (!open.isEmpty()) {
        try {
          listener.stageFailed(open.pop(), failure);
        } catch (RuntimeException e) {
          if (e != failure) {
            failure.addSuppressed(e);
          }
        }
      }
    }
  }

  void stageStarted(Stage stage, long steps) {
    all.forEach(each -> each.started(stage, steps));
  }

  void batchDone() {
    all.forEach(each -> each.listener.batchDone());
  }

  void epochDone(EpochRecord epoch) {
    all.forEach(each -> each.listener.epochDone(epoch));
  }

  void stageDone(StageRecord stage) {
    all.forEach(each -> each.done(stage));
  }

  /** Ends every stage that has begun, the innermost first; the failure stays what it was. */
  void failed(Throwable failure) {
    all.forEach(each -> each.failed(failure));
  }
}
