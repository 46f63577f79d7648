package dev.espalier.zoo.store;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** One answer's body, handed on as it comes; that of an answer other than OK is not looked at. */
final class HttpBody<S extends Sink>
    implements HttpResponse.BodyHandler<S>, HttpResponse.BodySubscriber<S> {
  private static final int OK = 200;

  private final long most;
  private final S sink;
  private final AtomicLong received = new AtomicLong();
  private final AtomicReference<Flow.Subscription> source = new AtomicReference<>();
  private final CompletableFuture<S> whole = new CompletableFuture<>();
  private volatile boolean wanted = true;

  HttpBody(long most, S sink) {
    this.most = most;
    this.sink = sink;
  }

  /** Says how many bytes have come. */
  long received() {
    return received.get();
  }

  /** Lets go of the server; nothing is handed on any more. */
  void cancel() {
    wanted = false;
    Flow.Subscription subscription = source.get();
    if (subscription != null) {
      subscription.cancel();
    }
  }

  @Override
  public HttpResponse.BodySubscriber<S> apply(HttpResponse.ResponseInfo info) {
    if (info.statusCode() != OK) {
      wanted = false;
    }
    return this;
  }

  @Override
  public CompletionStage<S> getBody() {
    return whole;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    source.set(subscription);
    if (wanted) {
      subscription.request(1);
    } else {
      subscription.cancel();
      whole.complete(sink);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    if (!wanted) {
      return;
    }
    try {
      for (ByteBuffer buffer : buffers) {
        byte[] piece = new byte[buffer.remaining()];
        buffer.get(piece);
        if (received.addAndGet(piece.length) > most) {
          throw new TooLargeException();
        }
        sink.accept(piece, 0, piece.length);
      }
      Objects.requireNonNull(source.get()).request(1);
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      cancel();
      whole.completeExceptionally(e);
    }
  }

  @Override
  public void onError(Throwable problem) {
    whole.completeExceptionally(problem);
  }

  @Override
  public void onComplete() {
    whole.complete(sink);
  }

  /** Thrown when more bytes come than may come. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
