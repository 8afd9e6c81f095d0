"""Emails as they are brought along from the hosted platform: HTML, loops, conditions, its names."""

CONFIRMATION = """\
{% capture email_title %}Thank you for your purchase{% endcapture %}
{% capture email_body %}
  {% if requires_shipping %}
    {% case delivery_method %}
      {% when 'pick-up' %}We will write when your order can be fetched.
      {% when 'local' %}Hi {{ customer.first_name }}, we get your order ready for delivery.
      {% else %}Hi {{ customer.first_name }}, we get your order ready to be shipped.
    {% endcase %}
    {% if delivery_instructions != blank %}<p><b>Delivery:</b> {{ delivery_instructions }}</p>{% endif %}
  {% endif %}
{% endcapture %}
<!DOCTYPE html>
<html lang="en">
  <head>
    <title>{{ email_title }}</title>
    <meta name="viewport" content="width=device-width">
    <link rel="stylesheet" type="text/css" href="/assets/notifications/styles.css">
    <style>
      .button__cell { background: {{ shop.email_accent_color }}; }
      a, a:hover { color: {{ shop.email_accent_color }}; }
    </style>
  </head>
  <body>
    <table class="header row"><tr><td>
      {%- if shop.email_logo_url %}
        <img src="{{ shop.email_logo_url }}" alt="{{ shop.name }}" width="{{ shop.email_logo_width }}">
      {%- else %}
        <h1 class="shop-name__text"><a href="{{ shop.url }}">{{ shop.name }}</a></h1>
      {%- endif %}
      </td><td>Order {{ order_name }}{% if po_number %}<br>PO number {{ po_number }}{% endif %}</td></tr>
    </table>
    <h2>{{ email_title }}</h2>
    <p>{{ email_body }}</p>
    {% if order_status_url %}<a href="{{ order_status_url }}" class="button">View your order</a>{% endif %}
    <p>Placed {{ created_at | date: "%d.%m.%Y" }}</p>
    <table class="row">
      {% for line in subtotal_line_items %}
      <tr class="order-list__item">
        <td>{% if line.image %}<img src="{{ line | img_url: 'compact_cropped' }}" width="60">{% endif %}</td>
        <td>
          {% if line.product.title %}{% assign line_title = line.product.title %}
          {% else %}{% assign line_title = line.title %}{% endif %}
          <span>{{ line_title }}&nbsp;&times;&nbsp;{{ line.quantity }}</span><br/>
          {% if line.variant.title != 'Default Title' %}<span>{{ line.variant.title }}</span>{% endif %}
          {% for group in line.groups %}<span>Part of: {{ group.display_title }}</span>{% endfor %}
          {% for property in line.properties %}{{ property.first }}: {{ property.last }}{% endfor %}
          {% if line.selling_plan_allocation %}{{ line.selling_plan_allocation.selling_plan.name }}{% endif %}
          {% if line.refunded_quantity > 0 %}Refunded{% endif %}
          {% for allocation in line.discount_allocations %}-{{ allocation.amount | money }}{% endfor %}
        </td>
        <td>
          {% if line.original_line_price != line.final_line_price %}
            <del>{{ line.original_line_price | money }}</del>
          {% endif %}
          {% if line.final_line_price > 0 %}{{ line.final_line_price | money }}{% else %}Free{% endif %}
        </td>
      </tr>
      {% endfor %}
    </table>
    {% for discount in discount_applications %}{{ discount.title }}{% endfor %}
    <p>Subtotal {{ subtotal_price | money }}</p>
    {% if total_discounts > 0 %}<p>You saved {{ total_discounts | money }}</p>{% endif %}
    <p>Shipping {{ shipping_price | money }}</p>
    {% if total_duties %}<p>Duties {{ total_duties | money }}</p>{% endif %}
    {% for tax_line in tax_lines %}<p>{{ tax_line.title }} {{ tax_line.price | money }}</p>{% endfor %}
    <p>Taxes {{ tax_price | money }}</p>
    <p><strong>Total {{ total_price | money_with_currency }}</strong></p>
    {% assign transaction_count = transactions | size %}
    {% if transaction_count > 0 %}<h4>Payment</h4>{% endif %}
    {% if requires_shipping and shipping_address %}
      <h4>Shipping address</h4><p>{{ shipping_address | format_address }}</p>
    {% endif %}
    {% if billing_address %}<h4>Billing address</h4><p>{{ billing_address | format_address }}</p>{% endif %}
    {% if shipping_method %}<h4>Shipping method</h4><p>{{ shipping_method.title }}</p>{% endif %}
    {% for attribute in attributes %}{{ attribute.first }}{% endfor %}
    <p>If you have any questions, write to <a href="mailto:{{ shop.email }}">{{ shop.email }}</a>.
      {{ open_tracking_block }}</p>
  </body>
</html>
""".replace("{{ open_tracking_block }}", "")

SHIPPED = """\
{% capture email_title %}
  {% if fulfillment.item_count == item_count %}Your order is on the way
  {% elsif fulfillment.item_count > 1 %}Some items in your order are on the way
  {% else %}One item in your order is on the way{% endif %}
{% endcapture %}
<h2>{{ email_title }}</h2>
{% if fulfillment.estimated_delivery_at %}
  <p>Estimated delivery <b>{{ fulfillment.estimated_delivery_at | date: "%B %d" }}</b></p>
{% endif %}
{% if fulfillment.tracking_numbers.size > 0 %}
  <p>{% if fulfillment.tracking_numbers.size == 1 and fulfillment.tracking_company != blank %}
    {{ fulfillment.tracking_company }} tracking number:
    {% if fulfillment.tracking_url %}
      <a href="{{ fulfillment.tracking_url }}">{{ fulfillment.tracking_numbers.first }}</a>
    {% else %}{{ fulfillment.tracking_numbers.first }}{% endif %}
  {% else %}
    {% for tracking_number in fulfillment.tracking_numbers %}
      <a href="{{ fulfillment.tracking_urls[forloop.index0] }}">{{ tracking_number }}</a>
    {% endfor %}
  {% endif %}</p>
{% endif %}
<ul>
{% for line in fulfillment.fulfillment_line_items %}
  <li>{{ line.line_item.title }} × {{ line.quantity }}
    {% if line.line_item.variant_title %}<i>{{ line.line_item.variant_title }}</i>{% endif %}
    {% if line.line_item.sku != blank %}[{{ line.line_item.sku }}]{% endif %}</li>
{% endfor %}
</ul>
<p>{{ order.shipping_address.first_name }}, {{ order.shipping_address.city | upcase }}</p>
"""

REFUND = """\
<p>{{ customer.first_name | default: "Hello" }},
total amount refunded: <strong>{{ amount | money_with_currency }}</strong></p>
{% for line in refund_line_items %}
  <p>{{ line.line_item.title | escape }} ({{ line.quantity }})
  {%- unless line.line_item.variant_title == nil %} {{ line.line_item.variant_title }}{% endunless %}</p>
{% endfor %}
{% if order.total_refunded >= order.total_price %}<p>All of {{ name }} was given back.</p>
{% else %}
  <p>Of {{ name }}, {{ order.total_price | minus: order.total_refunded | money }} stays.</p>
{% endif %}
<a href="{{ order.order_status_url }}">Order</a>
"""
