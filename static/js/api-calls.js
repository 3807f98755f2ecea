// Draws the calls of the API with Swagger UI. A key lives in this page only: it is neither stored nor mixed with a session.
(() => {
  const place = document.getElementById("api-calls");
  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");

  function followTheme() {
    const chosen = root.dataset.bsTheme;
    root.classList.toggle("dark-mode", chosen === "dark" || (chosen !== "light" && system.matches));
  }

  followTheme();
  document.addEventListener("theme:changed", followTheme);
  system.addEventListener("change", followTheme);

  window.SwaggerUIBundle({
    url: place.dataset.schema,
    domNode: place,
    deepLinking: true,
    defaultModelsExpandDepth: 0,
    displayRequestDuration: true,
    docExpansion: "list",
    filter: false,
    persistAuthorization: false,
    tryItOutEnabled: false,
    validatorUrl: null,
    requestInterceptor(request) {
      // Without cookies: what is tried is judged by the key alone, as in the partner's program.
      request.credentials = "omit";
      return request;
    },
  });
})();
