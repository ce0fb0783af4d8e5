import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logback in the layout of Spring Boot; exceptions with causes, one of them suppressed. */
public class App {
  private static final Logger log = LoggerFactory.getLogger("com.example.orders.OrderService");

  static void reserve(int n) {
    try {
      Integer.parseInt("n" + n);
    } catch (NumberFormatException e) {
      IllegalStateException failure = new IllegalStateException("stock of " + n, e);
      if (n % 2 == 0) failure.addSuppressed(new RuntimeException("rollback of " + n));
      throw failure;
    }
  }

  public static void main(String[] args) throws InterruptedException {
    int events = Integer.parseInt(args[0]);
    for (int n = 1; n <= events; n++) {
      if (n % 3 == 0) {
        try {
          reserve(n);
        } catch (IllegalStateException e) {
          log.error("event {} failed", n, e);
        }
      } else {
        log.info("event {} for customer {}", n, n % 50);
      }
      Thread.sleep(Integer.parseInt(args[1]));
    }
    Thread.sleep(Long.MAX_VALUE);
  }
}
